"""Publishing over real sockets, to servers that behave as HTTP/1.1 lets them (RFC 9112)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from lms_events._wire import Reply, Wire

LOOPBACK = "127.0.0.1"
ACCEPTED = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
Handler = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


class _Server:
    """Reads requests, lets the handler respond, and notes what came over how many connections."""

    def __init__(self, handler: Handler) -> None:
        self.requests: list[tuple[bytes, bytes]] = []
        self.writers: list[asyncio.StreamWriter] = []
        self._handler = handler

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
                body = await reader.readexactly(size)
                self.requests.append((head, body))
                await self._handler(body, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def _running(handler: Handler) -> AsyncIterator[tuple[_Server, Wire]]:
    server = _Server(handler)
    async with await asyncio.start_server(server.serve, LOOPBACK) as listening:
        port = listening.sockets[0].getsockname()[1]
        wire = Wire(f"http://{LOOPBACK}:{port}/learning/default?a=b", {"Content-Type": "x/y"})
        yield server, wire
        await wire.close()
        for writer in server.writers:
            writer.close()


def _says(*parts: bytes, closes: bool = False) -> Handler:
    """Respond with these parts, one segment each."""

    async def respond(_: bytes, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.01)
        if closes:
            writer.close()

    return respond


async def test_one_connection_carries_many_requests() -> None:
    """Each has the address, the host, its fields and the length of its content (RFC 9112, 3.2)."""
    async with _running(_says(ACCEPTED)) as (server, wire):
        for number in range(3):
            assert await wire.post(b"%d" % number, 5) == Reply(202)
        assert len(server.writers) == 1
        assert [body for _, body in server.requests] == [b"0", b"1", b"2"]
        line, host, *fields = server.requests[0][0].decode().split("\r\n")
        assert line == "POST /learning/default?a=b HTTP/1.1"
        assert host.startswith(f"Host: {LOOPBACK}:")
        assert fields == ["Content-Type: x/y", "Content-Length: 1", "", ""]


async def test_a_request_may_have_fields_of_its_own() -> None:
    """The trace of each event, for one: the next request has none of them."""
    async with _running(_says(ACCEPTED)) as (server, wire):
        await wire.post(b"1", 5, {"traceparent": "00-1-2-01", "tracestate": "a=1"})
        await wire.post(b"2", 5)
        first, second = (head.decode().split("\r\n")[2:] for head, _ in server.requests)
        assert first[1:3] == ["traceparent: 00-1-2-01", "tracestate: a=1"]
        assert first[3:] == second[1:]


async def test_requests_at_the_same_time_have_a_connection_each() -> None:
    """Nobody gets the reply to another one's request."""

    async def echo(body: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.05)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    async with _running(echo) as (server, wire):
        texts = [f"number {number}" for number in range(20)]
        replies = await asyncio.gather(*(wire.post(text.encode(), 5) for text in texts))
        assert [reply.text for reply in replies] == texts
        assert len(server.writers) == 20


@pytest.mark.parametrize(
    "parts",
    [
        (ACCEPTED[:9], ACCEPTED[9:30], ACCEPTED[30:]),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + ACCEPTED,),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", ACCEPTED),
        (b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n", b"0\r\n\r\n"),
    ],
    ids=["in pieces", "after 100", "after 103", "in chunks"],
)
async def test_a_reply_in_any_form_leaves_the_connection_usable(parts: tuple[bytes, ...]) -> None:
    """Interim responses precede the reply (RFC 9110, 15.2); chunks end by themselves."""
    async with _running(_says(*parts)) as (server, wire):
        assert await wire.post(b"1", 5) == Reply(202)
        assert await wire.post(b"2", 5) == Reply(202)
        assert len(server.writers) == 1


async def test_a_reply_without_length_ends_with_its_connection() -> None:
    """RFC 9112, 6.3: the body is what comes until the server closes."""
    parts = (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"no such ", b"thing")
    async with _running(_says(*parts, closes=True)) as (server, wire):
        assert await wire.post(b"1", 5) == Reply(400, "no such thing")
        assert await wire.post(b"2", 5) == Reply(400, "no such thing")
        assert len(server.writers) == 2


async def test_a_connection_that_the_server_closes_is_not_used_again() -> None:
    """Whether it says so (RFC 9112, 9.6) or just does it."""
    told = b"HTTP/1.1 202 Accepted\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    for handler in (_says(told), _says(ACCEPTED, closes=True)):
        async with _running(handler) as (server, wire):
            assert await wire.post(b"1", 5) == Reply(202)
            await asyncio.sleep(0.05)
            assert await wire.post(b"2", 5) == Reply(202)
            assert len(server.writers) == 2


async def test_a_request_that_meets_the_end_of_a_kept_connection_is_sent_again() -> None:
    """The server closed it while the request was on its way: a new one carries it."""

    async def once(body: bytes, writer: asyncio.StreamWriter) -> None:
        if body == b"2" and len(server.writers) == 1:
            writer.close()
        else:
            writer.write(ACCEPTED)

    async with _running(once) as (server, wire):
        assert await wire.post(b"1", 5) == Reply(202)
        assert await wire.post(b"2", 5) == Reply(202)
        assert [body for _, body in server.requests] == [b"1", b"2", b"2"]


async def test_a_server_that_hangs_up_on_a_new_connection_is_not_asked_again() -> None:
    """There is no end to asking one that takes nothing."""

    async def hang_up(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with _running(hang_up) as (server, wire):
        with pytest.raises(ConnectionError):
            await wire.post(b"1", 5)
        assert len(server.requests) == 1


async def test_what_is_no_http_is_a_failed_connection() -> None:
    """Something else listens there."""
    async with _running(_says(b"220 mail.example.org ESMTP\r\n")) as (_, wire):
        with pytest.raises(ConnectionError, match="not HTTP"):
            await wire.post(b"1", 5)


async def test_a_reply_that_comes_too_late_is_nobodys() -> None:
    """The next request is not taken for accepted because of it."""

    async def late(body: bytes, writer: asyncio.StreamWriter) -> None:
        if body == b"slow":
            await asyncio.sleep(0.3)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    async with _running(late) as (server, wire):
        with pytest.raises(TimeoutError):
            await wire.post(b"slow", 0.1)
        assert await wire.post(b"next", 5) == Reply(200, "next")
        assert len(server.writers) == 2


async def test_of_an_endless_reply_no_more_is_kept_than_is_read() -> None:
    """A page of a proxy does not fill the memory."""
    body = b"x" * 1_000_000
    head = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: %d\r\n\r\n" % len(body)
    async with _running(_says(head, body)) as (_, wire):
        reply = await wire.post(b"1", 5)
        assert (reply.status, len(reply.text)) == (502, 65_536)
