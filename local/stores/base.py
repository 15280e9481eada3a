"""What the host knows of a store: a name, a URL, and whether it responds."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from typing import TYPE_CHECKING, Protocol

from local.supervisor import State, Supervisor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from local.processes import Command, Ledger

log = logging.getLogger(__name__)

# Long enough for a busy machine, on which a working store must not be called unavailable.
PING_SECONDS = 4.0


class StoreBroken(Exception):  # noqa: N818 - says what happened
    """The server responds, and says that it can no longer work: only a new process will."""


class Store(Protocol):
    """A store of the platform."""

    name: str
    title: str
    url: str
    up: bool
    """The result of the last `look`."""

    @property
    def state(self) -> str:
        """Describe the store's state in a word or two."""

    async def start(self) -> float:
        """Bring the store up; return the seconds it took. Raises `StoreFailed`."""

    async def stop(self, most_seconds: float = math.inf) -> None:
        """Take the store down, by force when that takes too long."""

    async def look(self) -> bool:
        """Check whether the store works, and record the result in `up`."""


class ExternalStore:
    """A store run by somebody else: the host only checks it."""

    def __init__(self, name: str, title: str, url: str, ping: Ping) -> None:
        self.name = name
        self.title = title
        self.url = url
        self.up = False
        self._ping = ping

    @property
    def state(self) -> str:
        """Return "external": it is not ours to start or stop."""
        return "external"

    async def start(self) -> float:
        """Check it once; it may well come up later."""
        began = time.monotonic()
        await self.look()
        return time.monotonic() - began

    async def stop(self, most_seconds: float = math.inf) -> None:
        """Leave it running: it is not ours."""

    async def look(self) -> bool:
        """Check whether it responds."""
        self.up = await answers(self._ping, self.url)
        return self.up


class EmbeddedStore:
    """A store whose process the host runs and restarts."""

    def __init__(
        self,
        name: str,
        title: str,
        url: str,
        ping: Ping,
        server: Server,
        ledger: Ledger,
        start_seconds: float = 30.0,
    ) -> None:
        self.name = name
        self.title = title
        self.url = url
        self.up = False
        self._ping = ping
        self._server = server
        self._ledger = ledger
        self._start_seconds = start_seconds
        self._supervisor: Supervisor | None = None

    @property
    def state(self) -> str:
        """Return the state of its process."""
        return State.STOPPED if self._supervisor is None else self._supervisor.state

    @property
    def pid(self) -> int | None:
        """Return the id of its process, if it runs."""
        return None if self._supervisor is None else self._supervisor.pid

    async def start(self) -> float:
        """Prepare its directory, start its process, and finish its set-up."""
        began = time.monotonic()
        if self._supervisor is None:
            await asyncio.to_thread(self._server.prepare)
            self._supervisor = Supervisor(
                self._server.command(), self._ledger, self.look, start_seconds=self._start_seconds
            )
        await self._supervisor.start()
        return time.monotonic() - began

    async def stop(self, most_seconds: float = math.inf) -> None:
        """Stop its process; a later `start` finds the data again."""
        if self._supervisor is not None:
            await self._supervisor.stop(most_seconds)
        self.up = False

    async def look(self) -> bool:
        """Check whether it works; end one that says that it no longer does, so that it restarts.

        One that does not respond is left alone: it may be busy, and its work is not lost yet.
        """
        try:
            self.up = await answers(self._ping, self.url)
        except StoreBroken as fault:
            self.up = False
            log.warning("%s is broken: %s", self.title, fault)
            if self._supervisor is not None:
                self._supervisor.kill()
        return self.up


class Server(Protocol):
    """The parts of an embedded store that differ: its files and its command."""

    def prepare(self) -> None:
        """Create what the process needs on disk; repeating this is harmless."""

    def command(self) -> Command:
        """Return the command that runs the store in the foreground."""


async def answers(ping: Ping, url: str) -> bool:
    """Tell whether a store answers a ping in time; any failure but `StoreBroken` counts as no."""
    try:
        async with asyncio.timeout(PING_SECONDS):
            await ping(url)
    except StoreBroken:
        raise
    except Exception:  # noqa: BLE001 - whatever a driver raises, the store does not work
        return False
    return True


if TYPE_CHECKING:
    Ping = Callable[[str], Awaitable[None]]
