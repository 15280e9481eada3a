"""One function: a socket that is always open, and a process that runs when it is needed.

The host owns the listening socket and hands it to the process, as systemd does. While no process
runs, the first connection waits in the socket's backlog and starts one; nothing is lost between
two processes, because the socket never closes.
"""

from __future__ import annotations

import asyncio
import logging
import math
import socket
import time
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from local.functions.probe import Probe
from local.functions.refusal import refuse_waiting
from local.processes import Child, Command, Ledger, log_tail
from local.progress import stalled
from local.tasks import end

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from local.functions.manifest import Manifest

log = logging.getLogger(__name__)

BACKLOG = 4096
TRIES = 3
# A start is given up when it gets nowhere for so long; one that makes progress may take as long as
# a revision in a cluster (Knative's progress-deadline), which on a busy machine it does.
STALLED_SECONDS = 30.0
LONGEST_START_SECONDS = 600.0
PAUSE_AFTER_FAILED_START_SECONDS = 0.3
REFUSE_SECONDS = 5.0


class Phase(StrEnum):
    """The phase of a function's life."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    BROKEN = "cannot start"
    CLOSED = "closed"


class Function:
    """A function of the platform, as a service on this machine."""

    def __init__(
        self,
        manifest: Manifest,
        command: Command,
        path: Path,
        ledger: Ledger,
    ) -> None:
        self.manifest = manifest
        self.phase = Phase.IDLE
        self.starts = 0
        self.last_cold_start_seconds: float | None = None
        self.error = ""
        self.probe = Probe(path)
        self._ledger = ledger
        self._socket = _listening(path)
        self._command = replace(command, listening=self._socket)
        self._child: Child | None = None
        self._leaving: set[Child] = set()
        self._watching = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._failures = 0

    @property
    def name(self) -> str:
        """Return the service's name."""
        return self.manifest.name

    @property
    def pid(self) -> int | None:
        """Return the id of the running process, if there is one."""
        return self._child.pid if self._child is not None and self._child.alive else None

    @property
    def replicas(self) -> int:
        """Return 1 while a process runs, else 0."""
        return 0 if self.pid is None else 1

    def watch(self) -> None:
        """Start a process as soon as somebody connects."""
        if not self._watching and self.phase is not Phase.CLOSED:
            self.phase = Phase.IDLE
            self._watching = True
            asyncio.get_running_loop().add_reader(self._socket, self._somebody_connected)

    async def sleep(self) -> None:
        """Let the process finish and exit; a connection in the meantime starts the next one."""
        if (child := self._child) is not None:
            self._child = None
            self._leaving.add(child)
            self.probe.process_ended()
            self.watch()
            await child.stop()
            self._leaving.discard(child)

    async def close(self, most_seconds: float = math.inf) -> None:
        """Stop for good: requests in flight are finished in time, waiting ones are dropped."""
        self.phase = Phase.CLOSED
        self._ignore()
        await end(self._tasks)
        children = {child for child in (self._child, *self._leaving) if child is not None}
        await asyncio.gather(*(child.stop(most_seconds) for child in children))
        self._socket.close()

    def _somebody_connected(self) -> None:
        self._ignore()
        task = asyncio.create_task(self._run(), name=f"run {self.name}")
        self._tasks.add(task)
        task.add_done_callback(self._note_the_end)

    def _note_the_end(self, task: asyncio.Task[None]) -> None:
        """Whatever went wrong with one process, the next connection gets another."""
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            self.error = repr(fault)
            log.error("%s could not be run", self.name, exc_info=fault)
            if self._child is not None:
                # Nobody follows it any more.
                self._child.kill()
                self._leaving.add(self._child)
                self._child = None
            self.watch()

    def _ignore(self) -> None:
        if self._watching:
            self._watching = False
            asyncio.get_running_loop().remove_reader(self._socket)

    async def _run(self) -> None:
        """Run one process from its start to its end."""
        self.phase = Phase.STARTING
        self.starts += 1
        began = time.monotonic()
        try:
            child = self._child = Child(self._command, self._ledger)
        except OSError as fault:
            self._failures += 1
            self.error = f"cannot be started: {fault}"
        else:
            status = await self._live(child, began)
            if self._child is not child:
                return
            self._child = None
            self.probe.process_ended()
            self.error = f"ended with {status}: {log_tail(self._command.log)}"
        log.warning("%s %s, see %s", self.name, self.error.partition(":")[0], self._command.log)
        if self._failures >= TRIES:
            self.phase = Phase.BROKEN
            await refuse_waiting(self._socket, self.name, seconds=REFUSE_SECONDS, backlog=BACKLOG)
        elif self._failures:
            await asyncio.sleep(PAUSE_AFTER_FAILED_START_SECONDS)
        self.watch()

    async def _live(self, child: Child, began: float) -> int:
        """Follow a process to its end; return its exit status."""
        if await self._became_ready(child):
            self.phase = Phase.RUNNING
            self.last_cold_start_seconds = time.monotonic() - began
            self.error = ""
            self._failures = 0
            self.probe.process_started()
        else:
            child.kill()
            self._failures += 1
        return await child.ended()

    async def _became_ready(self, child: Child) -> bool:
        """Wait until the process responds, while it is alive and gets on with its start."""
        answer = asyncio.create_task(self.probe.until_ready(LONGEST_START_SECONDS))
        ended = asyncio.create_task(child.ended())
        stuck = asyncio.create_task(stalled(child.pid, STALLED_SECONDS))
        first = (answer, ended, stuck)
        try:
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            return answer.done() and answer.result()
        finally:
            for task in first:
                task.cancel()


def service_command(
    manifest: Manifest, environment: Mapping[str, str], logs: Path, python: str
) -> Command:
    """Return the command that serves a staged function."""
    return Command(
        name=manifest.name,
        arguments=(python, "-m", "lms_runtime"),
        environment={**environment, "LISTEN_FDS": "1"},
        folder=manifest.folder,
        log=logs / f"{manifest.name}.log",
        # Longer than the runtime's own deadline for what is in flight.
        grace_seconds=30.0,
    )


def _listening(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(str(path))
    path.chmod(0o600)
    listening.listen(BACKLOG)
    listening.setblocking(False)  # noqa: FBT003 - the standard library's own signature
    return listening
