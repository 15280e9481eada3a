"""The response to callers when a function cannot start."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

RETRY_AFTER_SECONDS = 5


async def refuse_waiting(
    listening: socket.socket, service: str, *, seconds: float, backlog: int
) -> None:
    """Send 503 to everyone who waits or connects within `seconds`; the socket stays open."""
    answer = refusal(service)

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            # Closing on unread bytes would reset the connection before the response is read.
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
            writer.write_eof()
            if b"content-length" in head.lower():
                async with asyncio.timeout(1):
                    await reader.read()
        writer.close()

    # A copy: closing the server must not close the function's own socket.
    server = await asyncio.start_unix_server(refuse, sock=listening.dup(), backlog=backlog)
    try:
        await asyncio.sleep(seconds)
    finally:
        server.close()


def refusal(service: str) -> bytes:
    """Return the whole HTTP response."""
    body = json.dumps(
        {
            "type": "/problems/unavailable",
            "title": "Temporarily unavailable",
            "status": 503,
            "detail": f"The function {service} could not be started; see the status page.",
        }
    ).encode()
    head = (
        "HTTP/1.1 503 Service Unavailable\r\n"
        "Content-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"Retry-After: {RETRY_AFTER_SECONDS}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
