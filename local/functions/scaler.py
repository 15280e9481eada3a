"""Scale to zero: idle processes are asked to exit."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from local.functions.activation import Function, Phase
from local.functions.traffic import Traffic

if TYPE_CHECKING:
    from collections.abc import Iterable

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0


class Scaler:
    """Looks at every running function once a second."""

    def __init__(
        self,
        functions: Iterable[Function],
        *,
        idle_seconds: float,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._functions = tuple(functions)
        self._idle_seconds = idle_seconds
        self._look_seconds = look_seconds
        self.traffic = Traffic()
        self._ending: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(self._look_seconds)

    async def look(self) -> None:
        """Read every running function's load, and put those to sleep that were idle long enough."""
        running = [found for found in self._functions if found.phase is Phase.RUNNING]
        await asyncio.gather(*(function.probe.look() for function in running))
        probes = [function.probe for function in self._functions]
        self.traffic.count(
            sum(probe.requests for probe in probes), sum(probe.errors for probe in probes)
        )
        for function in running:
            idle = function.probe.idle_seconds
            if function.phase is Phase.RUNNING and idle >= self._idle_seconds:
                log.debug("%s is asleep", function.name)
                # Not awaited: one that is slow to end must not keep the others awake.
                task = asyncio.create_task(function.sleep(), name=f"sleep {function.name}")
                self._ending.add(task)
                task.add_done_callback(self._ending.discard)
