"""Time limits that hold, whatever the work is waiting for."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from lms_runtime._settings import RuntimeSettings

_log = logging.getLogger("lms_runtime.deadline")

# A request that waited long for the process to start is still given this much, or not begun.
_LEAST_SECONDS = 10.0
# From the deadline's response being written to its arrival at the gateway, on a busy machine.
_SPARE_SECONDS = 5.0
_START = b"x-request-start"

# asyncio itself holds tasks only weakly.
_abandoned: set[asyncio.Future[None]] = set()


async def finished_within(seconds: float, work: Awaitable[None]) -> bool:
    """Run the work; False when the time is up first. What the work raises is passed on.

    Work that is late is cancelled but not waited for: a driver that is cancelled first says goodbye
    to its server, and a server that does not respond makes that take as long as the work itself.
    """
    # One future and one timer: ``asyncio.wait``, made for any number of tasks, costs much more.
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    is_over = loop.create_future()
    timer = loop.call_later(seconds, _set, is_over)
    task.add_done_callback(lambda _: _set(is_over))
    try:
        await is_over
        if task.done():
            task.result()
            return True
        return False
    finally:
        timer.cancel()
        if not task.done():
            _abandon(task)


def _set(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _abandon(task: asyncio.Future[None]) -> None:
    _abandoned.add(task)
    task.add_done_callback(_note_the_end)
    task.cancel()


def _note_the_end(task: asyncio.Future[None]) -> None:
    _abandoned.discard(task)
    if not task.cancelled() and (fault := task.exception()) is not None:
        _log.warning("work that was late ended with %r", fault)


def seconds_left(fields: Mapping[bytes, bytes], settings: RuntimeSettings) -> float:
    """Return how long the function may work on a request; 0 when it must not be begun.

    Where the gateway says since when the caller has been waiting (``X-Request-Start: t=SECONDS``),
    that counts. If there is too little time to respond before the gateway itself gives up, nothing
    is done at all: otherwise the caller would see a failure although the work was done.
    """
    deadline = settings.lms_request_deadline_seconds
    if not settings.lms_gateway_read_seconds:
        return deadline
    waited = _waited_seconds(fields)
    least = min(_LEAST_SECONDS, deadline)
    if waited + least + _SPARE_SECONDS > settings.lms_gateway_read_seconds:
        return 0
    return max(least, deadline - waited)


class Line:
    """Requests that wait until the function has room for them, first come, first served.

    Without it a thousand requests take their first step before any takes its second, and all of
    them are late together. Knative's queue-proxy does the same in front of every container.
    """

    def __init__(self, room: int) -> None:
        """Let in as many at once; 0 lets in everybody."""
        self._room = asyncio.Semaphore(room) if room else None

    async def enter(self, seconds: float) -> float:
        """Wait for a place; return what is left of the seconds, or 0 when that is too little."""
        if self._room is None:
            return seconds
        started = time.monotonic()
        try:
            async with asyncio.timeout(max(0, seconds - _LEAST_SECONDS)):
                await self._room.acquire()
        except TimeoutError:
            return 0
        return seconds - (time.monotonic() - started)

    def leave(self) -> None:
        """Let the next one in."""
        if self._room is not None:
            self._room.release()


def _waited_seconds(fields: Mapping[bytes, bytes]) -> float:
    try:
        started = float(fields.get(_START, b"").removeprefix(b"t="))
    except ValueError:
        return 0
    waited = time.time() - started
    return waited if 0 < waited < math.inf else 0
