"""HTML for people, JSON for programs, and no buttons for other sites."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from starlette.requests import Request

# Nothing is loaded from anywhere, nothing runs; forms go back to this site.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}

_templates = Environment(
    loader=PackageLoader("local.pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


def page(template: str, **values: object) -> HTMLResponse:
    """Return a rendered page."""
    return HTMLResponse(_templates.get_template(template).render(**values), headers=HEADERS)


def wants_json(request: Request) -> bool:
    """Tell whether the caller asked for JSON rather than for a page."""
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def is_same_origin(request: Request) -> bool:
    """Tell whether a request comes from our own page, or from no page at all (curl).

    Browsers send a POST's origin; a request without one is not from a browser, and somebody who can
    run a program here needs no button.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def refused() -> JSONResponse:
    """Return 403 for a request made by another site's page."""
    return JSONResponse(
        {
            "type": "/problems/forbidden",
            "title": "Not allowed",
            "status": 403,
            "detail": "This button only works on the platform's own pages.",
        },
        403,
        media_type="application/problem+json",
    )


def not_found() -> JSONResponse:
    """Return 404."""
    return JSONResponse(
        {
            "type": "/problems/not-found",
            "title": "Not found",
            "status": 404,
            "detail": "There is nothing at this address.",
        },
        404,
        media_type="application/problem+json",
    )


def done(request: Request, *, back: str = "/_local/", **values: object) -> Response:
    """Return the response to a button: back to the page, or JSON for programs."""
    if wants_json(request) or "text/html" not in request.headers.get("accept", ""):
        return JSONResponse(values)
    return RedirectResponse(back, 303)
