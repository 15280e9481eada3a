"""The response to callers when a function cannot start."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

RETRY_AFTER_SECONDS = 5
_TRACE_ID = re.compile(rb"\r\nx-trace-id: ([0-9a-f]{32})\r\n", re.IGNORECASE)


async def refuse_waiting(
    listening: socket.socket, service: str, *, seconds: float, backlog: int
) -> None:
    """Send 503 to everyone who waits or connects within `seconds`; the socket stays open."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            # Closing on unread bytes would reset the connection before the response is read.
            head = await reader.readuntil(b"\r\n\r\n")
            trace = _TRACE_ID.search(head)
            writer.write(refusal(service, trace[1].decode() if trace else ""))
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


def refusal(service: str, trace_id: str = "") -> bytes:
    """Return the whole HTTP response, with the trace that the gateway has begun."""
    body = json.dumps(
        {
            "type": "/problems/unavailable",
            "title": "Temporarily unavailable",
            "status": 503,
            "detail": f"The function {service} could not be started; see the status page.",
            **({"trace_id": trace_id} if trace_id else {}),
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
