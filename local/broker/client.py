"""HTTP/1.1 to a function's unix socket, over connections that are kept.

A general client is ready for what a function on a unix socket never does: redirects, cookies,
proxies, compression.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httptools

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# RFC 9110, section 5.5: what a header must not contain.
LINE_BREAK = re.compile(r"[\r\n\0]")


class ConnectionLost(Exception):  # noqa: N818 - says what happened
    """There was no whole response; `answered` tells whether there was a part of one."""

    def __init__(self, reason: str, *, answered: bool = False) -> None:
        super().__init__(reason)
        self.answered = answered


@dataclass(slots=True)
class _Response:
    """A response as it comes in."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class FunctionClient:
    """Sends to one unix socket; as many connections as there are requests at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[_Connection] = []

    async def send(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers with lower-case names, and body; raises `ConnectionLost`.

        A function that goes to sleep closes its connections. If that happens to one that was kept
        before any part of a response came, the request is repeated on a new one, which waits for
        the next process: a function that gets it twice knows it by its id.
        """
        while self._idle:
            connection = self._idle.pop()
            try:
                return await self._ask(connection, request)
            except ConnectionLost as fault:
                if fault.answered:
                    raise
                break
        loop = asyncio.get_running_loop()
        try:
            _, connection = await loop.create_unix_connection(
                lambda: _Connection(self._idle), str(self._path)
            )
        except OSError as fault:
            raise ConnectionLost(repr(fault)) from fault
        return await self._ask(connection, request)

    async def _ask(
        self, connection: _Connection, request: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        try:
            response = await connection.ask(request)
        except BaseException:
            connection.close()
            raise
        if connection.is_usable:
            self._idle.append(connection)
        return response.status, response.headers, response.body

    def close(self) -> None:
        """Close what is idle."""
        for connection in [*self._idle]:
            connection.close()


class _Connection(asyncio.Protocol):
    """One connection: a request at a time."""

    def __init__(self, idle: list[_Connection]) -> None:
        self.is_usable = False
        self._idle = idle
        self._transport: asyncio.Transport | None = None
        self._future: asyncio.Future[_Response] | None = None
        self._response = _Response()
        self._parser = httptools.HttpResponseParser(self)

    async def ask(self, request: bytes) -> _Response:
        """Send a request and return its response."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionLost("the connection is closed")
        self._future = asyncio.get_running_loop().create_future()
        self._response = _Response()
        self._parser = httptools.HttpResponseParser(self)
        self.is_usable = False
        self._transport.write(request)
        return await self._future

    def close(self) -> None:
        """Close it, whatever is under way."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        # That of a stream socket.
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Read a piece of the response; what nobody asked for ends the connection."""
        if self._future is None or self._future.done():
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as fault:
            self._fail(f"the response is not HTTP: {fault}")
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """End; a response without a length ends with its connection."""
        if self in self._idle:
            self._idle.remove(self)
        self._fail(repr(exc) if exc else "the function closed the connection")

    def on_status(self, _: bytes) -> None:
        """Note that a response has begun."""
        self._response.status = self._parser.get_status_code()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        self._response.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body."""
        self._response.body += body

    def on_message_complete(self) -> None:
        """Hand the response over."""
        self._response.status = self._parser.get_status_code()
        if self._response.status < 200:  # noqa: PLR2004 - an interim response (RFC 9110, 15.2)
            self._response = _Response()
            return
        self.is_usable = self._parser.should_keep_alive()
        if self._future is not None and not self._future.done():
            self._future.set_result(self._response)
        if not self.is_usable:
            self.close()

    def _fail(self, reason: str) -> None:
        if self._future is not None and not self._future.done():
            self._future.set_exception(ConnectionLost(reason, answered=bool(self._response.status)))


def written(host: str, target: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """Return a request as it is sent; raises `ValueError` for a header that cannot be."""
    lines = [f"POST {target} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if LINE_BREAK.search("".join(lines)):
        message = "a header contains a line break"
        raise ValueError(message)
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body
