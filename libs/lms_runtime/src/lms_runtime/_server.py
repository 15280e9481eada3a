"""uvicorn, shutting down gently enough that no accepted connection is dropped."""

from __future__ import annotations

import asyncio
import socket

from uvicorn.server import Server

# A client that was let in just before the end has sent its request by then.
_LAST_REQUESTS_SECONDS = 0.1


class GentleServer(Server):
    """A server that serves the connections it has accepted before it closes any."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, wait for the requests of the last connections, finish them all.

        uvicorn alone would close a connection whose request has not arrived yet, and a gateway does
        not retry a POST.
        """
        for server in self.servers:
            server.close()
        await asyncio.sleep(_LAST_REQUESTS_SECONDS)
        await super().shutdown(sockets)
