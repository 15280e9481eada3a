"""A function behind ``@shared``, for tests: what it returns, and how often it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import functions_framework.aio
from starlette.responses import Response

from lms_http import Answer, endpoint, ok, shared
from lms_testing import actor, client

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from starlette.requests import Request

    from lms_http._shared import Seen

PUBLIC = "public, max-age=15"
SECONDS = 1.0
OLGA = actor("instructor")


class Clock:
    """A clock that stands until it is told to go on."""

    now = 1000.0

    def __call__(self) -> float:
        """Return what it shows."""
        return self.now


class Shop:
    """A function behind ``@shared``, what it returns, and how often it was asked."""

    def __init__(self, *varying: str, seen: Seen | None = None, **headers: str) -> None:
        self.headers = {"Cache-Control": PUBLIC, **headers}
        self.seen: list[Request] = []
        self.version = 0
        self.gate: asyncio.Event | None = None
        self.respond: Callable[[Request], Any] = self._ordinary

        @functions_framework.aio.http
        @endpoint
        @shared(*varying, seen=seen)
        async def show(request: Request) -> Response:
            self.seen.append(request)
            response: Response = self.respond(request)
            if self.gate is not None:
                await self.gate.wait()
            return response

        self.http = client(show)
        self.http_of_olga = client(show, as_=OLGA)

    def _ordinary(self, request: Request) -> Answer[int]:
        return ok(
            self.version, request=request, headers=self.headers, cache=self.headers["Cache-Control"]
        )

    async def get(self, path: str = "/", **headers: str) -> Any:
        """Ask anonymously."""
        return await self.http.get(
            path, headers={name.replace("_", "-"): headers[name] for name in headers}
        )
