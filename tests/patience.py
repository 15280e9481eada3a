"""Time limits of tests: longer where the machine is slow or busy."""

from __future__ import annotations

import subprocess
import sys
import time

# How long an interpreter takes to start where nothing else runs.
_START_SECONDS = 0.15


def patience(seconds: float) -> float:
    """Return the seconds, or as many more as Python's own start is slower than usual."""
    started = time.monotonic()
    subprocess.run([sys.executable, "-c", "import asyncio, json, ssl"], check=True)
    return seconds * max(1.0, (time.monotonic() - started) / _START_SECONDS)


class TimeLimit:
    """How long something may take from now on.

    The machine is measured only when the seconds have passed: being in time costs nothing.
    """

    def __init__(self, seconds: float) -> None:
        """Begin now."""
        self._started = time.monotonic()
        self._seconds = self._allowed = seconds

    def is_over(self) -> bool:
        """Tell whether it took too long, however busy the machine is."""
        passed = time.monotonic() - self._started
        if passed > self._allowed:
            self._allowed = patience(self._seconds)
        return passed > self._allowed
