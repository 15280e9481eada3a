"""How a client keeps its refresh token, and why a foreign page cannot use a browser's.

A browser keeps it in a cookie that no script can read and that is sent to ``/api/auth`` alone. A
client that is no browser asks for it in the body. A token is returned the way it was sent.

Against cross-site request forgery: the cookie is ``SameSite=Strict``, a body must be JSON (which
a foreign page cannot send without a preflight that nobody here answers), and a request that the
browser itself marks as coming from another site or origin is refused (Fetch Metadata, as OWASP
advises). Everything outside ``/api/auth`` is authenticated by the Authorization header alone.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, Struct, UnsetType
from starlette.requests import Request
from starlette.responses import Response

from lms_access._session import OpenedSession
from lms_kernel import Forbidden
from lms_settings import Settings

COOKIE = "refresh_token"
AUTH_PATH = "/api/auth"


class CookieSettings(Settings, frozen=True):
    """``off`` only where people reach the platform without TLS: on one's own machine."""

    lms_cookie_secure: Literal["on", "off"] = "on"


class RefreshRequest(Struct, forbid_unknown_fields=True, frozen=True):
    """The refresh token, from a client that keeps it itself; a browser sends its cookie."""

    refresh_token: str | UnsetType = UNSET


class ShownToken(Struct, frozen=True):
    """A refresh token and whether it came in the cookie."""

    text: str
    by_cookie: bool


def shown_refresh_token(request: Request, body: RefreshRequest) -> ShownToken | None:
    """Return the refresh token of the body, else of the cookie, else None.

    Raises Forbidden when a browser says that another site sent it.
    """
    if body.refresh_token is not UNSET:
        return ShownToken(body.refresh_token, by_cookie=False)
    text = request.cookies.get(COOKIE)
    if text is None:
        return None
    if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        raise Forbidden("A session can only be used from its own site.")
    return ShownToken(text, by_cookie=True)


def keep_in_cookie(answer: Response, opened: OpenedSession) -> None:
    """Store the refresh token in the browser for as long as the session lasts."""
    answer.set_cookie(
        COOKIE,
        opened.refresh_token,
        max_age=opened.expires_in,
        path=AUTH_PATH,
        secure=CookieSettings.current().lms_cookie_secure == "on",
        httponly=True,
        samesite="strict",
    )


def drop_cookie(answer: Response) -> None:
    """Remove the refresh token from the browser."""
    answer.delete_cookie(
        COOKIE,
        path=AUTH_PATH,
        secure=CookieSettings.current().lms_cookie_secure == "on",
        httponly=True,
        samesite="strict",
    )
