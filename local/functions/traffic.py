"""How much was asked of all functions in the last hour, minute by minute."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT_MINUTES = 60
_MINUTE_SECONDS = 60


@dataclass(slots=True)
class Minute:
    """What the functions responded to in one minute."""

    began: int
    """Seconds since the epoch."""
    requests: int = 0
    errors: int = 0
    """Responses of 5xx among them."""


class Traffic:
    """The last hour; lost when the host stops."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._requests = 0
        self._errors = 0
        self._minutes: deque[Minute] = deque(maxlen=KEPT_MINUTES)

    def count(self, requests: int, errors: int) -> None:
        """Note how many requests were answered, and with 5xx, since the host started."""
        minute = self._current()
        minute.requests += requests - self._requests
        minute.errors += errors - self._errors
        self._requests, self._errors = requests, errors

    def minutes(self) -> list[Minute]:
        """Return the minutes of the last hour since the host started, the oldest first."""
        self._current()
        return list(self._minutes)

    def _current(self) -> Minute:
        """Return this minute, after a minute for each in which nobody looked."""
        began = int(self._now()) // _MINUTE_SECONDS * _MINUTE_SECONDS
        if not self._minutes or began - self._minutes[-1].began >= KEPT_MINUTES * _MINUTE_SECONDS:
            self._minutes.clear()
            self._minutes.append(Minute(began))
        while self._minutes[-1].began < began:
            self._minutes.append(Minute(self._minutes[-1].began + _MINUTE_SECONDS))
        return self._minutes[-1]
