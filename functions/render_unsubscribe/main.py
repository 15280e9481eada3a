"""GET /unsubscribe: ask for confirmation before ending the emails that a link belongs to."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from lms_http import endpoint
from lms_site import Reader, broken_link_page, notice_answer, unsubscribe_page
from lms_unsubscribe import BrokenLink, read_link


@functions_framework.aio.http
@endpoint
async def render_unsubscribe(request: Request) -> Response:
    """Return a page with one button and change nothing, since mail scanners follow every link."""
    reader = Reader.of(request)
    try:
        link = read_link(request.query_params.get("token", ""))
    except BrokenLink as fault:
        return notice_answer(broken_link_page(reader, fault))
    return notice_answer(unsubscribe_page(reader, link.category))
