"""Child processes and their supervisor."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from local import processes, supervisor
from local.errors import StoreFailed
from local.processes import Child, Command, Ledger, log_tail, unmeasured
from local.supervisor import State, Supervisor
from tests.patience import TimeLimit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    Until = Callable[..., Awaitable[None]]

SLEEPER = "import time; print('up', flush=True); time.sleep(60)"


def python(code: str, tmp_path: Path, **more: object) -> Command:
    """Return the command that runs a line of Python."""
    arguments = (sys.executable, "-c", code)
    return Command(name="it", arguments=arguments, log=tmp_path / "it.log", **more)  # type: ignore[arg-type]


async def contains(log: Path, word: str) -> None:
    """Wait until a log contains a text."""
    limit = TimeLimit(5)
    while word not in log_tail(log):
        if limit.is_over():
            raise TimeoutError
        await asyncio.sleep(0.01)


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended, even if it has not been reaped yet."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def test_a_child_is_remembered_while_it_runs(tmp_path: Path, ledger: Ledger) -> None:
    """Its end removes it, so that a restart kills no unrelated process."""
    child = Child(python("pass", tmp_path), ledger)
    assert str(child.pid) in json.loads(ledger.file.read_text())
    assert await child.ended() == 0
    assert json.loads(ledger.file.read_text()) == {}


def test_a_child_whose_parent_is_gone_already_ends() -> None:
    """The host may be killed between the fork and the request for a signal: no child is left."""
    program = "import signal\nfrom local.processes import die_with_parent\n"
    orphan = f"{program}die_with_parent(signal.SIGTERM, parent=2**22 + 1)\nprint('still here')"
    child = f"{program}die_with_parent(signal.SIGTERM, parent={os.getpid()})\nprint('still here')"

    ended, stayed = (
        subprocess.run([sys.executable, "-c", each], check=False, capture_output=True, text=True)
        for each in (orphan, child)
    )

    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, "")
    assert (stayed.returncode, stayed.stdout) == (0, "still here\n")


async def test_a_child_is_stopped_in_its_own_way(tmp_path: Path, ledger: Ledger) -> None:
    """The stop signal is the command's own; the process may finish."""
    code = "import signal,sys; signal.signal(2, lambda *_: sys.exit(7)); " + SLEEPER
    child = Child(python(code, tmp_path, stop_signal=signal.SIGINT), ledger)
    await contains(tmp_path / "it.log", "up")
    await child.stop()
    assert await child.ended() == 7


async def test_a_deaf_child_is_killed_after_its_grace(tmp_path: Path, ledger: Ledger) -> None:
    """Stopping always ends."""
    code = "import signal; signal.signal(15, lambda *_: None); " + SLEEPER
    child = Child(python(code, tmp_path, grace_seconds=0.2), ledger)
    await contains(tmp_path / "it.log", "up")
    await child.stop()
    assert await child.ended() == -signal.SIGKILL
    child.signal(signal.SIGTERM)


async def test_a_paused_child_can_be_stopped(tmp_path: Path, ledger: Ledger) -> None:
    """A tester's SIGSTOP does not delay the end."""
    child = Child(python(SLEEPER, tmp_path), ledger)
    await contains(tmp_path / "it.log", "up")
    child.signal(signal.SIGSTOP)
    await child.stop()
    assert await child.ended() == -signal.SIGTERM


async def test_what_a_dead_child_left_running_ends_with_it(
    tmp_path: Path, ledger: Ledger, until: Until
) -> None:
    """Workers that outlive their master would hold its port."""
    code = (
        "import subprocess,sys; p = subprocess.Popen([sys.executable, '-c', 'import time;"
        " time.sleep(60)']); print(f'worker={p.pid};', flush=True)"
    )
    child = Child(python(code, tmp_path), ledger)
    await child.ended()
    worker = int(log_tail(tmp_path / "it.log").split("=")[1].split(";")[0])
    await until(lambda: is_gone(worker))


async def test_a_socket_is_handed_on_as_descriptor_3(tmp_path: Path, ledger: Ledger) -> None:
    """As systemd does, whatever number the socket has here."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        code = "import socket; print(socket.socket(fileno=3).getsockname(), flush=True)"
        child = Child(python(code, tmp_path, listening=listening), ledger)
        assert await child.ended() == 0
    assert str(tmp_path / "s") in log_tail(tmp_path / "it.log")


def test_descriptor_3_is_occupied_where_it_is_free() -> None:
    """Otherwise a failed exec would be reported through the socket's number."""
    code = (
        "import os; from local import processes; os.closerange(3, 20);"
        "processes._occupy_descriptor_3(); os.fstat(3); processes._occupy_descriptor_3()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


async def test_children_end_with_a_killed_host(tmp_path: Path, until: Until) -> None:
    """A host that gets SIGKILL cannot stop anything; the kernel does it (Linux)."""
    code = f"""
import asyncio, pathlib, sys
from local.processes import Child, Command, Ledger
async def main():
    folder = pathlib.Path({str(tmp_path)!r})
    command = Command(name="c", arguments=(sys.executable, "-c", {SLEEPER!r}), log=folder / "c.log")
    print(Child(command, Ledger(folder / "l.json")).pid, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""
    host = subprocess.Popen(  # noqa: ASYNC220 - to be killed, not to be awaited
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    )
    assert host.stdout is not None
    pid = int(host.stdout.readline())
    await contains(tmp_path / "c.log", "up")
    host.kill()
    host.wait()
    host.stdout.close()
    await until(lambda: is_gone(pid))


def test_leftovers_of_a_killed_host_are_ended(ledger: Ledger) -> None:
    """Only the recorded process: the creation time must match as well."""
    left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    ledger.remember(left.pid)
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    ledger.running[stranger.pid] = 1.0
    ledger.remember(2**22 + 1)
    assert Ledger(ledger.file).end_leftovers() == 1
    assert is_gone(left.pid)
    left.wait()
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_workers_of_a_dead_master_are_ended(ledger: Ledger) -> None:
    """They are found by the group their master created."""
    code = (
        "import subprocess,sys; p = subprocess.Popen([sys.executable, '-c', 'import time;"
        " time.sleep(60)'], stdout=subprocess.DEVNULL); print(p.pid)"
    )
    master = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    ledger.remember(master.pid)
    worker = int(master.communicate()[0])
    assert not is_gone(worker)
    assert Ledger(ledger.file).end_leftovers() >= 1
    assert is_gone(worker)


def test_without_a_readable_ledger_nothing_is_ended(ledger: Ledger) -> None:
    """On the first start, or with a file that a crash has truncated."""
    assert ledger.end_leftovers() == 0
    ledger.file.write_text('{"1": ')
    assert ledger.end_leftovers() == 0


async def test_a_long_log_is_put_aside(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Logs do not fill the disk: the last long one is kept, the one before it is deleted."""
    monkeypatch.setattr(processes, "LARGEST_LOG_BYTES", 3)
    for _ in range(2):
        await Child(python("print('hello')", tmp_path), ledger).ended()
    assert (tmp_path / "it.old.log").read_text() == "hello\n"
    assert (tmp_path / "it.log").read_text() == "hello\n"


async def test_a_supervisor_starts_again_what_ended(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    """A killed process is back after a pause that grows; stop keeps it down."""
    monkeypatch.setattr(supervisor, "FIRST_DELAY_SECONDS", 0.01)
    monkeypatch.setattr(supervisor, "WELL_AFTER_SECONDS", 0.0)

    async def yes() -> bool:
        return True

    other = Supervisor(python(SLEEPER, tmp_path), ledger, yes)
    await other.start()
    await other.start()
    first = other.pid
    assert first is not None
    assert other.state == State.RUNNING
    os.kill(first, signal.SIGKILL)
    await until(lambda: other.pid not in {None, first})
    assert other.starts == 2
    await other.stop()
    assert other.pid is None
    assert str(other.state) == "stopped"
    await other.stop()


async def test_a_start_that_ends_at_once_is_reported(tmp_path: Path, ledger: Ledger) -> None:
    """The message has the status, the log's path and its last lines."""

    async def no() -> bool:
        return False

    supervisor = Supervisor(python("raise SystemExit('no disk')", tmp_path), ledger, no)
    with pytest.raises(StoreFailed, match=r"it ended with 1, see .*it\.log: no disk"):
        await supervisor.start()
    assert supervisor.state == State.STOPPED


async def test_a_start_that_never_answers_is_given_up(tmp_path: Path, ledger: Ledger) -> None:
    """A process that hangs is killed and reported."""

    async def no() -> bool:
        return False

    supervisor = Supervisor(
        python("import time; time.sleep(60)", tmp_path), ledger, no, start_seconds=0.1
    )
    with pytest.raises(StoreFailed, match="it did not answer in time"):
        await supervisor.start()
    assert supervisor.pid is None


def test_a_missing_log_has_no_tail(tmp_path: Path) -> None:
    """Nothing was logged."""
    assert log_tail(tmp_path / "none.log") == ""


def test_programs_of_others_are_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their environment is this one, without what coverage reads when Python starts."""
    monkeypatch.setenv("COVERAGE_PROCESS_CONFIG", "x")

    found = unmeasured()
    assert "COVERAGE_PROCESS_CONFIG" not in found
    assert found["PATH"] == os.environ["PATH"]
