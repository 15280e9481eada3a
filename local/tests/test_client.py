"""Connections to functions: kept while both sides are awake, replaced when one went to sleep."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from local.broker.client import ConnectionLost, FunctionClient, written

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

REQUEST = written("do-it", "/", {"ce-id": "1"}, b"{}")
WHOLE = b"HTTP/1.1 200 OK\r\nX-Name: value\r\nContent-Length: 2\r\n\r\nok"


class Function:
    """A function that sends the responses it was given, one to each request, in pieces of bytes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.responses: list[bytes] = []
        self.connections = self.requests = 0
        self.pause_seconds = 0.0
        self.leaves = False
        """Close each connection after its response, as a process that ends."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Respond to what comes on one connection; an empty response only closes it."""
        self.connections += 1
        while await reader.read(len(REQUEST)):
            self.requests += 1
            await asyncio.sleep(self.pause_seconds)
            response = self.responses.pop(0) if self.responses else WHOLE
            writer.write(response)
            if not response.endswith(b"ok") or self.leaves:
                break
        writer.close()


@pytest.fixture
async def function(short_path: Path) -> AsyncIterator[Function]:
    """Return a function that listens."""
    one = Function(short_path / "function.sock")
    server = await asyncio.start_unix_server(one.serve, one.path)
    yield one
    server.close()


@pytest.fixture
async def client(function: Function) -> AsyncIterator[FunctionClient]:
    """Return a client of the function."""
    one = FunctionClient(function.path)
    yield one
    one.close()


async def test_a_connection_is_kept(function: Function, client: FunctionClient) -> None:
    """Five requests one after the other use the same one."""
    for _ in range(5):
        assert await client.send(REQUEST) == (
            200,
            {"x-name": "value", "content-length": "2"},
            b"ok",
        )
    assert (function.connections, function.requests) == (1, 5)


async def test_requests_at_once_have_a_connection_each(
    function: Function, client: FunctionClient
) -> None:
    """None waits for another one's response."""
    function.pause_seconds = 0.05
    await asyncio.gather(*(client.send(REQUEST) for _ in range(3)))
    assert function.connections == 3


async def test_a_kept_connection_that_was_closed_is_replaced(
    function: Function, client: FunctionClient
) -> None:
    """A process that ended between two events costs nobody an attempt."""
    function.leaves = True
    for _ in range(3):
        assert (await client.send(REQUEST))[0] == 200
    assert function.connections == 3


async def test_a_request_that_a_kept_connection_loses_is_repeated(
    function: Function, client: FunctionClient
) -> None:
    """The process ends just when the next event is on its way: the next process gets it."""
    await client.send(REQUEST)
    function.responses.append(b"")
    assert (await client.send(REQUEST))[0] == 200
    assert (function.connections, function.requests) == (2, 3)


@pytest.mark.parametrize("response", [b"", WHOLE[:-2], b"HTTP/1.1 200 OK\r\n", b"nonsense\r\n\r\n"])
async def test_half_a_response_is_none(
    function: Function, client: FunctionClient, response: bytes
) -> None:
    """The broker counts it as an attempt that failed; the request is not repeated here."""
    function.responses.append(response)
    with pytest.raises(ConnectionLost):
        await client.send(REQUEST)
    assert function.requests == 1


async def test_a_function_without_a_socket_is_not_there(short_path: Path) -> None:
    """As one whose process cannot be started."""
    with pytest.raises(ConnectionLost):
        await FunctionClient(short_path / "nobody").send(REQUEST)


def test_a_header_cannot_begin_another_one() -> None:
    """Whatever an event's attribute says."""
    with pytest.raises(ValueError, match="line break"):
        written("do-it", "/", {"content-type": "a/b\r\nx: y"}, b"")
    with pytest.raises(ValueError, match="ascii"):
        written("do-it", "/", {"content-type": "é"}, b"")
