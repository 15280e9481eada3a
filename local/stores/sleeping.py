"""A store that sleeps until somebody comes: its process starts with the first connection.

It takes seconds and a hundred megabytes, and most runs of the platform touch no file. nginx goes to
the process directly, and comes to the door only while that is down.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from typing import TYPE_CHECKING

from local.errors import StoreFailed
from local.ports import LOOPBACK
from local.tasks import end

if TYPE_CHECKING:
    from collections.abc import Callable

    from local.stores.base import EmbeddedStore

log = logging.getLogger(__name__)

# Less than nginx waits for the response.
WAIT_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.1
_PIECE = 256 * 1024
_AWAY = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
    b"Connection: close\r\n\r\n"
)


class SleepingStore:
    """An embedded store behind a door.

    `finish` does what is left once its process responds, in a thread; `wakes_early` tells whether
    somebody will come anyway.
    """

    def __init__(
        self,
        store: EmbeddedStore,
        *,
        ports: tuple[int, int],
        finish: Callable[[], None],
        wakes_early: Callable[[], bool],
    ) -> None:
        self.name = store.name
        self.title = store.title
        self.url = store.url
        self.up = False
        self._store = store
        self._door_port, self._port = ports
        self._finish = finish
        self._wakes_early = wakes_early
        self._door: asyncio.Server | None = None
        self._waking = asyncio.Lock()
        self._is_awake = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def state(self) -> str:
        """Return "asleep", or the state of its process."""
        if self._door is None:
            return "stopped"
        return self._store.state if self._is_awake or self._waking.locked() else "asleep"

    @property
    def pid(self) -> int | None:
        """Return the id of its process, if it runs."""
        return self._store.pid

    async def start(self) -> float:
        """Open the door; nobody waits for the process, not even when there are files."""
        began = time.monotonic()
        if self._door is None:
            self._door = await asyncio.start_server(self._come_in, LOOPBACK, self._door_port)
            if self._wakes_early():
                self._keep(asyncio.create_task(self._wake_early(), name=f"wake {self.title}"))
        self.up = True
        return time.monotonic() - began

    async def stop(self, most_seconds: float = math.inf) -> None:
        """Close the door and stop the process; a later `start` finds the data again."""
        if self._door is not None:
            self._door.close()
            self._door = None
        await end(list(self._tasks))
        self._is_awake = False
        await self._store.stop(most_seconds)
        self.up = False

    async def look(self) -> bool:
        """Check whether it works. Asleep it does: the next connection wakes it."""
        self.up = self._door is not None and (not self._is_awake or await self._store.look())
        return self.up

    async def wake(self) -> None:
        """Return once the process responds. Raises StoreFailed, OSError."""
        async with self._waking:
            if not self._is_awake:
                await self._store.start()
                await asyncio.to_thread(self._finish)
                self._is_awake = True
                log.info("%s is awake", self.title)
        while not await self._store.look():  # noqa: ASYNC110 - another process tells nobody
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _wake_early(self) -> None:
        try:
            await self.wake()
        except (StoreFailed, OSError) as fault:
            log.warning("%s does not start: %s", self.title, fault)

    async def _come_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._keep(task)
        # `stop` cancels it; nobody else waits for this task.
        with contextlib.closing(writer), contextlib.suppress(asyncio.CancelledError):
            await self._let_in(reader, writer)

    async def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Wake the store, then pass everything on in both directions."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self.wake()
            inside = await asyncio.open_connection(LOOPBACK, self._port)
        except (StoreFailed, OSError, TimeoutError) as fault:
            log.warning("%s does not respond: %s", self.title, fault)
            with contextlib.suppress(ConnectionError):
                writer.write(_AWAY)
                await writer.drain()
            return
        with contextlib.closing(inside[1]):
            there = asyncio.create_task(_pass_on(reader, inside[1]))
            try:
                await _pass_on(inside[0], writer)
            finally:
                await end([there])

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    # Not only ConnectionError: to end the writing of a side that is gone already is ENOTCONN.
    with contextlib.suppress(OSError):
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
