"""Processes that are measured: each on a port of its own, on the core that is measured."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.machine import MEASURED, proportional_memory
from local.ports import is_listening
from local.processes import LISTEN_DESCRIPTOR, die_with_parent

START_SECONDS = 60
STOP_SECONDS = 20


class DidNotStart(Exception):  # noqa: N818 - says what happened
    """A process ended, or did not answer in time; the message has its output."""


@dataclass(frozen=True)
class Request:
    """One request over a new connection."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    statuses: tuple[int, ...] = (200,)
    """Any other status is a fault of the measurement."""


@dataclass(frozen=True)
class Program:
    """How to start one server; it finds its port in $PORT, and {port} stands for it."""

    name: str
    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]
    first: Request
    """What it is asked first."""
    is_handed_its_socket: bool = False
    """Whether it serves the socket that it inherits as descriptor 3, as systemd passes it on."""
    cores: frozenset[int] = MEASURED


@dataclass
class Server:
    """A running program."""

    program: Program
    port: int
    process: subprocess.Popen[bytes]
    seconds: float
    """From the start of the process to its first answer."""

    @property
    def url(self) -> str:
        """Return the address without a path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def memory(self) -> int:
        """Return the memory in bytes of the process and of those that it has started."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return proportional_memory([self.process.pid, *(each.pid for each in children)])

    def stop(self) -> None:
        """Ask it to end, and make it end."""
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
            return
        self.process.kill()
        self.process.wait()


def start(program: Program, log: Path) -> Server:
    """Start a process and return it with its first answer. Raises DidNotStart."""
    listening = _listening()
    port, parent = listening.getsockname()[1], os.getpid()
    handed = listening.fileno() if program.is_handed_its_socket else None
    if handed is None:
        listening.close()

    def in_the_child() -> None:
        os.sched_setaffinity(0, program.cores)
        die_with_parent(signal.SIGKILL, parent)
        if handed is not None:
            os.dup2(handed, LISTEN_DESCRIPTOR, inheritable=True)

    with log.open("ab") as output, listening:
        began = time.perf_counter()
        process = subprocess.Popen(
            [word.replace("{port}", str(port)) for word in program.command],
            cwd=program.folder,
            env={**program.environment, "PORT": str(port)},
            pass_fds=() if handed is None else (LISTEN_DESCRIPTOR,),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=in_the_child,  # noqa: PLW1509 - system calls, no lock is taken
        )
    server = Server(program, port, process, 0)
    try:
        _wait(server, began)
        _ask_first(server, log)
        server.seconds = time.perf_counter() - began
    except BaseException:
        server.stop()
        raise
    return server


@contextlib.contextmanager
def running(programs: Iterable[Program], logs: Path) -> Iterator[dict[str, Server]]:
    """Run these programs next to each other; those that are not asked do nothing."""
    with contextlib.ExitStack() as stack:
        servers: dict[str, Server] = {}
        for program in programs:
            server = start(program, logs / f"{program.name}.log")
            stack.callback(server.stop)
            servers[program.name] = server
        yield servers


def ask(port: int, request: Request) -> int:
    """Send one request over a new connection and return the status, once all of it was read."""
    return fetch(port, request)[0]


def fetch(port: int, request: Request) -> tuple[int, bytes]:
    """Send one request over a new connection; return status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
    with contextlib.closing(connection):
        connection.request(
            request.method, request.path, body=request.body, headers=dict(request.headers)
        )
        response = connection.getresponse()
        return response.status, response.read()


def _ask_first(server: Server, log: Path) -> None:
    first = server.program.first
    status = ask(server.port, first)
    if status not in first.statuses:
        message = f"{server.program.name} returned {status} for {first.path}: see {log}"
        raise DidNotStart(message)


def _listening() -> socket.socket:
    """Return a socket on a free port of the loopback address."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(4096)
    return listening


def _wait(server: Server, began: float) -> None:
    """Wait until the port accepts a connection."""
    while time.perf_counter() - began < START_SECONDS:
        if server.process.poll() is not None:
            break
        if is_listening(server.port):
            return
        time.sleep(0.001)
    raise DidNotStart(f"{server.program.name} did not start within {START_SECONDS} s")
