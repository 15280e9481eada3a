"""One small Starlette application on a loopback port; the gateway exposes its `_local` pages."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from local.broker.ingress import ingress_route
from local.inbox import sns_route
from local.pages.inbox import inbox_routes
from local.pages.loopback import LoopbackOnly
from local.pages.metrics import metrics_routes
from local.pages.parked import parked_routes
from local.pages.pictures import pictures_routes
from local.pages.platform import Platform
from local.pages.status import status_routes
from local.pages.texts import texts_routes
from local.ports import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator


# Publishers keep their connections; closing one just before it is used would lose them an event.
KEEP_ALIVE_SECONDS = 3600


def page_application(platform: Platform) -> Starlette:
    """Return the application that shows a platform."""
    return Starlette(
        routes=[
            ingress_route(platform.broker),
            sns_route(platform.texts, platform.sns_key),
            *metrics_routes(platform),
            *status_routes(platform),
            *inbox_routes(platform.mailbox),
            *texts_routes(platform.texts),
            *parked_routes(platform.parked),
            *pictures_routes(),
        ],
        middleware=[Middleware(LoopbackOnly)],
    )


class PageServer:
    """uvicorn inside the host's own event loop; its port is known before it starts."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind((LOOPBACK, 0))
        self._task: asyncio.Task[None] | None = None
        self._server: _Server | None = None

    @property
    def port(self) -> int:
        """Return the port."""
        port: int = self._socket.getsockname()[1]
        return port

    async def start(self, application: Starlette) -> None:
        """Serve until `stop`."""
        self._server = _Server(
            uvicorn.Config(
                application,
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=2,
            )
        )
        self._task = asyncio.create_task(self._server.serve([self._socket]), name="pages")
        while not self._server.started and not self._task.done():  # noqa: ASYNC110 - uvicorn's flag
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Finish requests in progress, then close."""
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            await self._task
        self.close()

    def close(self) -> None:
        """Release the port."""
        self._socket.close()


class _Server(uvicorn.Server):
    """A server that leaves signals to the host."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
