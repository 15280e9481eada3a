"""Child processes: started in their own group, recorded on disk, never left behind."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import logging
import math
import os
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping
    from typing import BinaryIO

log = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1
LISTEN_DESCRIPTOR = 3
LARGEST_LOG_BYTES = 10 * 1024 * 1024
# The kernel stores a creation time in ticks; psutil reports the same process within this.
SAME_CREATION_SECONDS = 0.05

try:
    _prctl: Callable[[int, int], int] | None = ctypes.CDLL(None).prctl
except AttributeError:  # pragma: no cover - not Linux: the ledger alone ends leftovers
    _prctl = None


@dataclass(frozen=True, slots=True)
class Command:
    """How to start one process, and how to ask it to stop."""

    name: str
    arguments: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] | None = None
    folder: Path | None = None
    listening: socket.socket | None = None
    """Passed on as descriptor 3, the way systemd does."""
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 10.0


def unmeasured() -> dict[str, str]:
    """Return this process's environment for a Python program of others: coverage leaves it alone.

    A test run asks for its child processes to be measured. This one it would only slow down.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


@dataclass(slots=True)
class Ledger:
    """The processes of this data directory, on disk, so that the next start can end leftovers.

    A process is identified by its id and its creation time: ids are reused, pairs are not.

    It is a precaution, so it stops nobody: what cannot be written is kept in memory, `fault` says
    why, and the next `write` catches up (decision 0056).
    """

    file: Path
    running: dict[int, float] = field(default_factory=dict)
    fault: OSError | None = None

    def remember(self, pid: int) -> None:
        """Record a process that was just started."""
        with contextlib.suppress(psutil.NoSuchProcess):
            self.running[pid] = psutil.Process(pid).create_time()
        self.write()

    def forget(self, pid: int) -> None:
        """Remove a process that has ended."""
        self.running.pop(pid, None)
        self.write()

    def end_leftovers(self) -> int:
        """Kill what an earlier, killed host left running; return how many there were."""
        try:
            noted: dict[str, float] = json.loads(self.file.read_text())
        except (FileNotFoundError, ValueError):
            return 0
        ended = [
            process for pid, created in noted.items() for process in _family(int(pid), created)
        ]
        for process in ended:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(ended, timeout=5)
        self.running.clear()
        self.write()
        return len(ended)

    def write(self) -> None:
        """Write what runs; if that fails, `fault` says why."""
        draft = self.file.with_suffix(".new")
        try:
            draft.write_text(json.dumps(self.running))
            draft.replace(self.file)
        except OSError as fault:
            if self.fault is None:
                log.warning("%s cannot be written: %s", self.file, fault.strerror)
            self.fault = fault
        else:
            self.fault = None


class Child:
    """One running process; raises `OSError` when it cannot be started."""

    def __init__(self, command: Command, ledger: Ledger) -> None:
        self.command = command
        self._ledger = ledger
        self._popen = _spawn(command)
        ledger.remember(self.pid)
        self._ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        try:
            self._watch()
        except OSError:
            # Nobody would hear of its end.
            self.kill()
            self._popen.wait()
            ledger.forget(self.pid)
            raise

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._popen.pid

    @property
    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return not self._ended.done()

    async def ended(self) -> int:
        """Wait for the end; return the exit status, negative for a signal."""
        return await asyncio.shield(self._ended)

    async def stop(self, most_seconds: float = math.inf) -> None:
        """Ask the process to stop; kill it after its grace period, or sooner if so told."""
        self.signal(self.command.stop_signal)
        # A process that was paused (SIGSTOP) cannot hear anything else.
        self.signal(signal.SIGCONT)
        try:
            async with asyncio.timeout(min(self.command.grace_seconds, most_seconds)):
                await self.ended()
        except TimeoutError:
            self.kill()
            await self.ended()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process, if it still runs."""
        if self.alive:
            self._popen.send_signal(number)

    def kill(self) -> None:
        """End the process and its group immediately."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def _watch(self) -> None:
        descriptor = os.pidfd_open(self.pid)
        loop = asyncio.get_running_loop()

        def note_the_end() -> None:
            loop.remove_reader(descriptor)
            os.close(descriptor)
            status = self._popen.wait()
            if not self._ended.done():
                self._ended.set_result(status)
            # Workers that outlived their master would hold its port.
            self.kill()
            self._ledger.forget(self.pid)

        loop.add_reader(descriptor, note_the_end)


def _family(pid: int, created: float) -> list[psutil.Process]:
    """Return a recorded process with its descendants and the rest of its group.

    Workers may outlive a killed master, as nginx's do. The kernel reuses a number only when no
    group has it any more, so the group is ours whether the master is gone, a zombie, or running.
    """
    descendants: list[psutil.Process] = []
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        if abs(process.create_time() - created) >= SAME_CREATION_SECONDS:
            return []
        descendants = [process, *process.children(recursive=True)]
    group = [one for one in psutil.process_iter() if _group(one.pid) == pid]
    return list({*descendants, *group})


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def die_with_parent(number: signal.Signals, parent: int) -> None:
    """Ask the kernel to send this process a signal when its parent ends (Linux).

    If the parent ended before this call, no signal would come: then this process ends immediately.
    """
    if _prctl is None:
        return
    _prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def log_tail(file: Path, lines: int = 12) -> str:
    """Return the last lines of a log, empty when there is none."""
    try:
        text = file.read_bytes()[-8192:].decode(errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def _spawn(command: Command) -> subprocess.Popen[bytes]:
    """Start the process in its own session, so that Ctrl-C reaches the host alone."""
    listening = None if command.listening is None else command.listening.fileno()
    if listening is not None:
        _occupy_descriptor_3()

    parent = os.getpid()

    def in_the_child() -> None:
        die_with_parent(command.stop_signal, parent)
        if listening is not None:
            os.dup2(listening, LISTEN_DESCRIPTOR, inheritable=True)

    with _opened_log(command.log) as output:
        return subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=None if command.environment is None else dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=() if listening is None else (LISTEN_DESCRIPTOR,),
            preexec_fn=in_the_child,  # noqa: PLW1509 - two system calls, no lock is taken
        )


def _opened_log(file: Path) -> BinaryIO:
    """Open a log for appending; where that fails, as on a full disk, the process has no log."""
    try:
        if file.exists() and file.stat().st_size > LARGEST_LOG_BYTES:
            file.replace(file.with_suffix(".old.log"))
        return file.open("ab")
    except OSError as fault:
        log.warning("%s cannot be written: %s", file, fault.strerror)
        return Path(os.devnull).open("ab")


def _occupy_descriptor_3() -> None:
    """Keep descriptor 3 of the host in use.

    subprocess reports a failed exec through the first free descriptor; were that 3, handing the
    socket over would overwrite it.
    """
    try:
        os.fstat(LISTEN_DESCRIPTOR)
    except OSError:
        nothing = os.open(os.devnull, os.O_RDWR)
        if nothing != LISTEN_DESCRIPTOR:
            os.dup2(nothing, LISTEN_DESCRIPTOR)
            os.close(nothing)
