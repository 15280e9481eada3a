"""The host's own pages are for people at this machine, so they answer to its own names only.

A site could otherwise point a name of its own at 127.0.0.1 and read the mails with the visitor's
browser (DNS rebinding): to the browser that is the site itself.
"""

from __future__ import annotations

from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

OWN_PAGES = "/_local"
# They show nothing of what happens here: the root of the site without a front end, and the pictures
# of lessons, which people read from other machines, too.
PUBLIC = ("/_local/welcome", "/_local/demo/")


class LoopbackOnly:
    """Returns 421 (RFC 9110, section 15.5.20) where a host's own page is asked for by other names.

    The health check and what functions send have no such limit.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI scope."""
        app = self._app
        if scope["type"] == "http" and scope["path"].startswith(OWN_PAGES):
            host = Headers(scope=scope).get("host", "")
            if not scope["path"].startswith(PUBLIC) and not is_loopback(host):
                app = _misdirected()
        await app(scope, receive, send)


def is_loopback(host: str) -> bool:
    """Tell whether a Host header names this machine itself (RFC 6761, section 6.3; RFC 1122)."""
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        return name == "localhost" or name.endswith(".localhost") or ip_address(name).is_loopback
    except ValueError:
        return False


def _misdirected() -> JSONResponse:
    status = HTTPStatus.MISDIRECTED_REQUEST
    return JSONResponse(
        {
            "type": "about:blank",
            "title": status.phrase,
            "status": status,
            "detail": "Open this page as http://localhost or http://127.0.0.1, with the port.",
        },
        status,
        media_type="application/problem+json",
    )
