"""The smallest process of a function: what the host expects of `python -m lms_runtime`."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from typing import Any

import uvicorn

answered = 0
in_flight = 0


class Server(uvicorn.Server):
    """Finishes accepted requests before it stops, as the runtime's server does."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, wait a moment for the last requests, finish."""
        for server in self.servers:
            server.close()
        await asyncio.sleep(0.1)
        await super().shutdown(sockets)


async def function(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Return /metrics and /health as the runtime does, everything else as a function would."""
    global answered, in_flight  # noqa: PLW0603 - a process with one purpose
    if scope["type"] != "http":
        return
    message = await receive()
    body, status = b"", 200
    if scope["path"] == "/metrics":
        text = f'http_requests_total{{route="/"}} {answered}.0\nhttp_requests_in_flight {in_flight}'
        body = text.encode()
    elif not scope["path"].startswith("/health"):
        in_flight += 1
        if scope["path"].endswith("/crash"):
            os._exit(3)
        if scope["path"].endswith("/slow"):
            await asyncio.sleep(0.5)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        facts = {"pid": os.getpid(), "method": scope["method"], "headers": headers}
        if os.environ.get("LMS_ROUTE") == "EVENT":
            print(f"event {headers['ce-id']} {message['body'].decode()}", flush=True)
            status = 204
        else:
            body = json.dumps(facts).encode()
        answered += 1
        in_flight -= 1
    length = [(b"content-length", str(len(body)).encode())] if status != 204 else []
    start = {"type": "http.response.start", "status": status, "headers": length}
    await send(start)
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: None)
    config = uvicorn.Config(function, log_level="warning", access_log=False)
    Server(config).run(sockets=[socket.socket(fileno=3)])
