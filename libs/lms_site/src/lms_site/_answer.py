"""A page as an HTTP response: what it may load, how long it is cached, when it is sent again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from starlette.responses import Response

from lms_http import is_fresh
from lms_site._page import READER_FIELDS
from lms_site._settings import PageSettings

if TYPE_CHECKING:
    from starlette.requests import Request

    from lms_site._page import Page


def policy(files: str = "") -> str:
    """Return what a page may load; ``files`` is the bucket, if it has an address of its own.

    Scripts, styles and data come from this site, from files with names: an injected element has
    nothing to run. Pictures, videos and uploads may go to the bucket, and to no other. The gateway
    says the same of the files that it serves itself (decisions 0025, 0081).
    """
    bucket = f" {files}" if files else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"img-src 'self'{bucket}; font-src 'self'; connect-src 'self'{bucket}; "
        f"manifest-src 'self'; worker-src 'self'; media-src 'self' https:{bucket}; "
        "frame-src https://www.youtube-nocookie.com https://player.vimeo.com; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


HEADERS = {
    "Content-Security-Policy": policy(),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# Like the API's responses that the page is made of; the language is the reader's.
_SHARED = "public, max-age=15, stale-while-revalidate=60"
_DAILY = "public, max-age=3600, stale-while-revalidate=86400"


def page_answer(request: Request, page: Page) -> Response:
    """Return a page, or 304 when the reader already has it."""
    headers = {
        **HEADERS,
        "Content-Security-Policy": policy(PageSettings.current().lms_page_files_url),
        **page.headers,
        "Content-Language": page.language,
        "Vary": ", ".join(READER_FIELDS),
        "Cache-Control": _SHARED if page.status == 200 else "no-store",  # noqa: PLR2004 - done
    }
    return _sent(request, page.html, "text/html", headers, page.status)


def file_answer(request: Request, text: str, kind: str) -> Response:
    """Return a file for search engines, which may be an hour old."""
    return _sent(request, text, kind, {"Cache-Control": _DAILY}, 200)


def _sent(request: Request, text: str, kind: str, headers: dict[str, str], status: int) -> Response:
    content = text.encode()
    if status == 200:  # noqa: PLR2004 - done
        tag = f'W/"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
        headers["ETag"] = tag
        if is_fresh(request, tag):
            return Response(status_code=304, headers=headers)
    return Response(content, status, headers, media_type=kind)
