"""Prometheus, Alertmanager and Grafana next to the platform: what `--observe` starts."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import httpx2

from local.errors import StoreFailed
from local.processes import Command
from local.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from local.processes import Ledger

PREPARE = "tools.observability.beside"
START_SECONDS = 60.0
ASK_SECONDS = 2.0


class Observers:
    """The programs that watch the platform; it runs without any of them just as well."""

    def __init__(
        self, folder: Path, logs: Path, ledger: Ledger, say: Callable[[str], None]
    ) -> None:
        self._folder = folder
        self._logs = logs
        self._ledger = ledger
        self._say = say
        self._running: list[Supervisor] = []

    async def start(self, step: Callable[[str, str, str], Awaitable[None]]) -> None:
        """Start what this machine has, and say where it is, or how to get it.

        `step` runs a module to its end, which writes their configuration.
        """
        try:
            await step("Observability", PREPARE, str(self._folder))
            found = json.loads((self._folder / "programs.json").read_bytes())
            for each in found["programs"]:
                await self._start(each)
        except StoreFailed as fault:
            self._say(f"Not all of what watches the platform runs: {fault}")
            return
        for text in found["missing"]:
            self._say(text)

    async def stop(self) -> None:
        """Stop them, in any order: none needs another to end."""
        for one in self._running:
            await one.stop()

    async def _start(self, program: dict[str, str]) -> None:
        name, url = program["name"], program["url"]
        command = Command(
            name=name,
            arguments=tuple(program["arguments"]),
            log=self._logs / f"{name.lower()}.log",
        )
        is_ready = partial(_is_ready, url + program["ready"])
        one = Supervisor(command, self._ledger, is_ready, start_seconds=START_SECONDS)
        self._running.append(one)
        await one.start()
        self._say(f"{name}: {url}")


async def _is_ready(url: str) -> bool:
    async with httpx2.AsyncClient(trust_env=False, timeout=ASK_SECONDS) as client:
        try:
            return (await client.get(url)).is_success
        except httpx2.HTTPError:
            return False
