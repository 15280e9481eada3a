"""POSTs over connections that are kept: all of HTTP/1.1 (RFC 9112) that publishing needs.

A general client spends six times as long on a request as the parser and the socket, and needs
eight megabytes of modules (decision 0071).
"""

from __future__ import annotations

import asyncio
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpResponseParser

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

# As much of a reply's body as anybody reads.
_MOST_READ = 64 * 1024
# Below are those that another one follows (RFC 9110, 15.2).
_FIRST_FINAL_STATUS = 200
# So many idle connections are kept: as many events as a relay publishes at once.
_MOST_KEPT = 16


class Reply(NamedTuple):
    """A status, and the text that came with it."""

    status: int
    text: str = ""


class Wire:
    """POSTs to one address; connections are opened as needed, and kept."""

    def __init__(
        self, url: str, headers: Mapping[str, str], tls: ssl.SSLContext | None = None
    ) -> None:
        """Describe the requests; nothing is opened. With ``tls`` they are encrypted."""
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if tls else 80)
        self._tls = tls
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fields = {"Host": parts.netloc.rpartition("@")[2], **headers}
        lines = [f"POST {target} HTTP/1.1", *(f"{name}: {fields[name]}" for name in fields)]
        self._head = ("\r\n".join(lines) + "\r\n").encode("ascii")
        self._free: list[_Connection] = []
        self._is_closed = False

    async def post(
        self, content: bytes, seconds: float, fields: Mapping[str, str] = MappingProxyType({})
    ) -> Reply:
        """Send the content, with these further fields, and return the reply.

        Raises OSError, of which TimeoutError is one.

        A kept connection may have been closed while the request was on its way: it is then sent
        once more, over a new one. So it may arrive twice, like every event.
        """
        own = "".join(f"{name}: {fields[name]}\r\n" for name in fields).encode("ascii")
        length = b"Content-Length: %d\r\n\r\n" % len(content)
        request = b"".join((self._head, own, length, content))
        async with asyncio.timeout(seconds):
            while self._free:
                connection = self._free.pop()
                if connection.is_open:
                    try:
                        return await self._ask(connection, request)
                    except _Closed:
                        break
            return await self._ask(await self._connect(), request)

    async def _connect(self) -> _Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(
            _Connection, self._host, self._port, ssl=self._tls
        )
        return connection

    async def _ask(self, connection: _Connection, request: bytes) -> Reply:
        try:
            reply = await connection.ask(request)
        except BaseException:
            # Whatever still comes is the reply to this request, and nobody's.
            connection.close()
            raise
        if connection.is_open and not self._is_closed and len(self._free) < _MOST_KEPT:
            self._free.append(connection)
        else:
            connection.close()
        return reply

    async def close(self) -> None:
        """Close the connections."""
        self._is_closed = True
        for connection in self._free:
            connection.close()
        self._free.clear()


class _Closed(ConnectionError):  # noqa: N818 - says what happened
    """The server closed the connection before it replied."""


class _Connection(asyncio.Protocol):
    """One connection with at most one request on its way, as asyncio and httptools call it."""

    def __init__(self) -> None:
        self.is_open = False
        self._transport: Any = None
        self._reply: asyncio.Future[Reply] | None = None
        self._status = 0

    async def ask(self, request: bytes) -> Reply:
        """Send a request and return its reply. Raises OSError."""
        self._parser = HttpResponseParser(self)
        self._status, self._body = 0, bytearray()
        self._reply = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._reply

    def close(self) -> None:
        """Hang up."""
        self.is_open = False
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self.is_open = transport, True

    def data_received(self, data: bytes) -> None:
        if self._reply is None or self._reply.done():
            # Nobody asked.
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except HttpParserError as fault:
            self._settle(ConnectionError(f"The reply is not HTTP: {fault}"))

    def on_headers_complete(self) -> None:
        self._status = self._parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        self._body += body[: _MOST_READ - len(self._body)]

    def on_message_complete(self) -> None:
        if self._status >= _FIRST_FINAL_STATUS:
            self.is_open = self._parser.should_keep_alive()
            self._settle()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        # A reply without a length ends with its connection; its status says all that matters.
        self._settle(None if self._status >= _FIRST_FINAL_STATUS else _Closed(str(exc or "closed")))

    def _settle(self, fault: OSError | None = None) -> None:
        if self._reply is None or self._reply.done():
            return
        if fault is not None:
            self._reply.set_exception(fault)
        else:
            self._reply.set_result(Reply(self._status, self._body.decode(errors="replace")))
