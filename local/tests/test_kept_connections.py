"""Connections from the gateway to a function: kept where a request may be sent again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from typing import TYPE_CHECKING

import httpx2
import pytest

from local.functions import Function, Route
from local.functions.activation import service_command
from local.functions.manifest import read_manifest
from local.gateway import Gateway, prepare_gateway
from local.ports import free_port
from local.tests.gateways import running_nginx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from local.processes import Ledger

    Until = Callable[..., Awaitable[None]]

ROUTES = {
    Route.parse("GET /read"): "read",
    Route.parse("PUT /replace"): "replace",
    Route.parse("POST /write"): "write",
    Route.parse("GET /mixed"): "mixed",
    Route.parse("PATCH /mixed"): "mixed",
}


class KeepingServer:
    """Keeps its connections open and notes which of them each request came on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connections = 0
        self.seen: list[tuple[str, int]] = []
        self.lost = 0
        """How many of the next requests on a connection that had one before get no response."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Respond to each request of a connection."""
        self.connections += 1
        number, answered = self.connections, 0
        with contextlib.suppress(OSError, asyncio.IncompleteReadError), contextlib.closing(writer):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.seen.append((head.split()[0].decode(), number))
                if answered and self.lost:
                    self.lost -= 1
                    return
                answered += 1
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                if b"connection: close" in head.lower():
                    return


@pytest.fixture
async def function(short_path: Path) -> AsyncIterator[KeepingServer]:
    """Return a server that all services share."""
    one = KeepingServer(short_path / "function.sock")
    server = await asyncio.start_unix_server(one.serve, one.path)
    yield one
    server.close()


@pytest.fixture
async def sleeper(
    tmp_path: Path, short_path: Path, stage: Callable[..., Path], ledger: Ledger
) -> AsyncIterator[Function]:
    """Return a real function on the same socket."""
    manifest = read_manifest(stage("read", "GET /read") / "func.yaml")
    environment = {"PATH": os.environ["PATH"], **dict(manifest.envs)}
    command = service_command(manifest, environment, tmp_path, sys.executable)
    one = Function(manifest, command, short_path / "function.sock", ledger)
    one.watch()
    yield one
    await one.close()


@pytest.fixture
async def caller(short_path: Path, ledger: Ledger) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client of a real nginx with one worker, since each keeps connections of its own."""
    gateway = Gateway(
        port=free_port(),
        host_port=free_port(),
        routes=ROUTES,
        sockets=dict.fromkeys(ROUTES.values(), short_path / "function.sock"),
        api=short_path,
        workers=1,
        as_root=os.geteuid() == 0,
    )
    prepare_gateway(short_path / "nginx", gateway)
    async with running_nginx(short_path / "nginx", gateway.port, ledger) as client:
        yield client


@pytest.mark.parametrize(("method", "path"), [("GET", "/read"), ("PUT", "/replace")])
async def test_what_may_be_repeated_shares_a_connection(
    caller: httpx2.AsyncClient, function: KeepingServer, method: str, path: str
) -> None:
    """RFC 9110, section 9.2.2: a client repeats such a request when its connection was lost."""
    for _ in range(5):
        assert (await caller.request(method, path)).status_code == 200
    assert function.seen == [(method, 1)] * 5


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/write"), ("PATCH", "/mixed"), ("GET", "/mixed")]
)
async def test_what_must_not_be_repeated_has_a_connection_of_its_own(
    caller: httpx2.AsyncClient, function: KeepingServer, method: str, path: str
) -> None:
    """Nobody knows what became of one that was written to a connection that was being closed."""
    for _ in range(3):
        assert (await caller.request(method, path)).status_code == 200
    assert function.seen == [(method, number) for number in (1, 2, 3)]


async def test_a_request_that_meets_a_closing_connection_is_sent_again(
    caller: httpx2.AsyncClient, function: KeepingServer
) -> None:
    """A function that goes to sleep closes its connections; callers do not notice."""
    await asyncio.gather(*(caller.get("/read") for _ in range(8)))
    function.lost = 8
    answers = await asyncio.gather(*(caller.get("/read") for _ in range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert function.lost < 8


async def test_a_request_gets_past_every_connection_that_was_closed(
    caller: httpx2.AsyncClient, function: KeepingServer
) -> None:
    """It may meet all that are kept, one after the other, before it gets a new one."""
    await asyncio.gather(*(caller.get("/read") for _ in range(16)))
    function.lost = 16
    assert (await caller.get("/read")).status_code == 200
    # Those of the request: some kept connections, and a new one at last.
    assert 16 - function.lost >= 3


async def test_nothing_is_lost_when_a_function_goes_to_sleep(
    caller: httpx2.AsyncClient, sleeper: Function, until: Until
) -> None:
    """Its process ends again and again while callers go on; the next one serves them."""
    processes: set[int] = set()
    is_over = asyncio.Event()

    async def go_on() -> None:
        while not is_over.is_set():
            answer = await caller.get("/read")
            assert answer.status_code == 200
            processes.add(answer.json()["pid"])

    callers = [asyncio.create_task(go_on()) for _ in range(4)]
    for number in range(1, 6):
        await until(lambda least=number: len(processes) >= least)
        await sleeper.sleep()
    is_over.set()
    await asyncio.gather(*callers)
    assert len(processes) >= 5
