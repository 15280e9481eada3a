"""Platforms that start at the same time are given ports of their own."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

import pytest

from local import ports
from local.errors import PortTaken
from local.ports import free_port, is_listening

pytestmark = pytest.mark.usefixtures("socket_enabled")

# Takes every port of a small choice that it is given, says which, and keeps them. The tests choose
# among ports that no platform is given: one running next to them may keep any of those.
GREEDY = """
import sys
from local import ports
ports.CHOICE = range(32_000, 32_040)
taken = []
while True:
    try:
        taken.append(ports.free_port())
    except ports.PortTaken:
        break
print(*taken, flush=True)
sys.stdin.read()
"""


def test_two_processes_are_never_given_the_same_port() -> None:
    """Neither listens yet: what one was given, the other is not."""
    with greedy() as one, greedy() as other:
        taken = Counter(port for process in (one, other) for port in ports_of(process))
    assert taken, "neither was given any"
    assert set(taken.values()) == {1}


@contextlib.contextmanager
def greedy() -> Iterator[subprocess.Popen[str]]:
    """Run a process that takes what it can, and end it."""
    command = [sys.executable, "-c", GREEDY]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        yield process
        process.kill()


def ports_of(process: subprocess.Popen[str]) -> list[str]:
    """Return what it printed, once it has."""
    assert process.stdout is not None
    return process.stdout.readline().split()


def test_a_port_is_free_again_when_its_process_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even one that was killed leaves nothing behind."""
    monkeypatch.setattr(ports, "CHOICE", range(32_050, 32_051))
    take = "from local import ports; ports.CHOICE = range(32_050, 32_051); ports.free_port()"
    die = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    for _ in range(2):
        killed = subprocess.run([sys.executable, "-c", f"{take}; {die}"], check=False)
        assert killed.returncode == -signal.SIGKILL, "it found none"
    assert free_port() == 32_050
    with pytest.raises(PortTaken, match="32050"):
        free_port()


def test_a_port_on_which_somebody_listens_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that listens there need not know of our marks."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setattr(ports, "CHOICE", range(port, port + 1))
        assert is_listening(port)
        with pytest.raises(PortTaken):
            free_port()
