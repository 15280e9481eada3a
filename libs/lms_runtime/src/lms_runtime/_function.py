"""The function itself, called without what functions-framework puts before it.

functions-framework serves a function through an application of its own: routes, a search for the
one that matches, four layers of middleware and an execution id. The gateway has routed already, the
runtime has request ids, logs and deadlines, and ``@endpoint`` returns every error, so that is the
same work for every request and its result is thrown away. Decision 0064.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    Handler = Callable[[Request], Awaitable[Response]]

_log = logging.getLogger("lms_runtime.function")

# functions-framework itself returns 404 for these two. Routing is up to the gateway, and one
# function serves /robots.txt (decision 0025).
_REFUSED = frozenset({"/robots.txt", "/favicon.ico"})


def direct(app: ASGIApp) -> ASGIApp:
    """Return an application that passes every path to the function in functions-framework's.

    Any other application is returned as it is.
    """
    if not isinstance(app, Starlette):
        return app
    routes = app.router.routes
    routes[:] = [one for one in routes if getattr(one, "path", "") not in _REFUSED]
    for one in routes:
        if isinstance(one, Route):
            # A path may hold a line break, which the routes' patterns do not take for a character.
            one.path_regex = re.compile(one.path_regex.pattern, re.DOTALL)
    route = next((one for one in routes if isinstance(one, Route)), None)
    return app if route is None else _Function(app, route)


class _Function:
    """Calls the handler of functions-framework, which knows what a function may return."""

    def __init__(self, app: ASGIApp, route: Route) -> None:
        self._app = app
        self._methods = frozenset(route.methods or ())
        # The outermost layer of the handler sets the execution id, which nothing here reads.
        self._handler: Handler = getattr(route.endpoint, "__wrapped__", route.endpoint)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a method that the function does not have is functions-framework's."""
        if scope["method"] not in self._methods:
            await self._app(scope, receive, send)
            return
        response = await self._response(Request(scope, receive, send))
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        try:
            return await self._handler(request)
        except HTTPException as fault:
            return PlainTextResponse(fault.detail, fault.status_code, _headers(fault))
        except Exception:  # noqa: BLE001 - the function has no @endpoint: nobody above would say it
            _log.exception("the function failed on %s", request.scope["path"])
            return PlainTextResponse("Internal Server Error", 500)


def _headers(fault: HTTPException) -> dict[str, Any] | None:
    return None if fault.headers is None else dict(fault.headers)
