"""A process that is restarted whenever it ends, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from enum import StrEnum
from typing import TYPE_CHECKING

from local.errors import StoreFailed
from local.processes import Child, Command, Ledger, log_tail

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

FIRST_DELAY_SECONDS = 0.2
LONGEST_DELAY_SECONDS = 2.0
# A process that ran this long was healthy: its next failure is a new one.
WELL_AFTER_SECONDS = 10.0
POLL_SECONDS = 0.02


class State(StrEnum):
    """What a supervised process is doing."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    WAITING = "waiting to restart"


class Supervisor:
    """Keeps the process of one command alive.

    `answers` tells whether the process works; `start` returns once it does.
    """

    def __init__(
        self,
        command: Command,
        ledger: Ledger,
        answers: Callable[[], Awaitable[bool]],
        *,
        start_seconds: float = 30.0,
    ) -> None:
        self.command = command
        self.state = State.STOPPED
        self.starts = 0
        self._ledger = ledger
        self._answers = answers
        self._start_seconds = start_seconds
        self._child: Child | None = None
        self._keeper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Return the id of the running process, if there is one."""
        return self._child.pid if self._child is not None and self._child.alive else None

    async def start(self) -> None:
        """Start the process and wait until it answers; raises `StoreFailed`."""
        if self._keeper is not None:
            return
        try:
            child = self._spawn()
        except OSError as fault:
            self.state = State.STOPPED
            message = f"{self.command.name} cannot be started: {fault}"
            raise StoreFailed(message) from fault
        try:
            await self._first_answer(child)
        except StoreFailed:
            child.kill()
            await child.ended()
            self.state = State.STOPPED
            raise
        self.state = State.RUNNING
        self._keeper = asyncio.create_task(self._keep(child), name=f"keep {self.command.name}")

    async def stop(self, most_seconds: float = math.inf) -> None:
        """Stop the process the way it expects; it stays down until `start`."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
            self._keeper = None
        if self._child is not None:
            await self._child.stop(most_seconds)
            self._child = None
        self.state = State.STOPPED

    def kill(self) -> None:
        """End the process immediately; it is started again."""
        if self._child is not None and self._child.alive:
            self._child.kill()

    def _spawn(self) -> Child:
        self.state = State.STARTING
        self.starts += 1
        self._child = Child(self.command, self._ledger)
        return self._child

    async def _first_answer(self, child: Child) -> None:
        deadline = time.monotonic() + self._start_seconds
        while child.alive and time.monotonic() < deadline:
            if await self._answers():
                return
            await asyncio.sleep(POLL_SECONDS)
        reason = "did not answer in time" if child.alive else f"ended with {await child.ended()}"
        message = f"{self.command.name} {reason}, see {self.command.log}"
        tail = log_tail(self.command.log, lines=3)
        raise StoreFailed(f"{message}: {tail}" if tail else message)

    async def _keep(self, child: Child) -> None:
        """Start the process again whenever it ends; nothing but `stop` ends this."""
        delay = FIRST_DELAY_SECONDS
        while True:
            since = time.monotonic()
            status = await child.ended()
            if time.monotonic() - since > WELL_AFTER_SECONDS:
                delay = FIRST_DELAY_SECONDS
            log.warning("%s ended with %s; restarting it", self.command.name, status)
            delay, child = await self._again(delay)
            self.state = State.RUNNING

    async def _again(self, delay: float) -> tuple[float, Child]:
        """Pause and start, until the machine lets us; return the next pause and the process."""
        while True:
            self.state = State.WAITING
            await asyncio.sleep(delay)
            delay = min(2 * delay, LONGEST_DELAY_SECONDS)
            try:
                return delay, self._spawn()
            except OSError as fault:
                log.warning("%s cannot be started: %s", self.command.name, fault)
