"""Whether a process gets anywhere: on a busy machine a slow start is not a failed one."""

from __future__ import annotations

import asyncio
import time

import psutil

LOOK_SECONDS = 1.0


async def stalled(pid: int, seconds: float) -> None:
    """Return once a process has neither computed nor read anything for so long, or is gone."""
    done, since = _work(pid), time.monotonic()
    while time.monotonic() - since < seconds:
        await asyncio.sleep(min(LOOK_SECONDS, seconds))
        now = _work(pid)
        if now is None:
            return
        if now != done:
            done, since = now, time.monotonic()


def _work(pid: int) -> tuple[float, int] | None:
    """Return the processor time and the reads of a process so far; None when it is gone."""
    try:
        process = psutil.Process(pid)
        times = process.cpu_times()
        return times.user + times.system, process.io_counters().read_chars
    except psutil.Error:
        return None
