"""POST /unsubscribe: end the emails that a link belongs to."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request
from starlette.responses import Response

from lms_http import endpoint, form
from lms_kernel import TooManyRequests, Unavailable
from lms_limits import limit
from lms_site import (
    Page,
    Reader,
    broken_link_page,
    failed_notice,
    notice_answer,
    unsubscribe_page,
    unsubscribed_page,
)
from lms_unsubscribe import BrokenLink, read_link, unsubscribe


@functions_framework.aio.http
@endpoint
async def unsubscribe_recipient(request: Request) -> Response:
    """Return a confirmation page, for a mail program's button (RFC 8058) and for ours.

    Nobody signs in: the link is the proof. Repeating it changes nothing.
    """
    reader = Reader.of(request)
    try:
        page = await _page(request, reader)
    except BrokenLink as fault:
        page = broken_link_page(reader, fault)
    except (TooManyRequests, Unavailable) as fault:
        page = failed_notice(reader, fault)
    return notice_answer(page)


async def _page(request: Request, reader: Reader) -> Page:
    link = read_link(request.query_params.get("token", ""))
    # By person: all readers at one mail provider share its address.
    await limit("unsubscribe_recipient.person", link.user_id, per_minute=30)
    fields = await form(request)
    if fields.get("List-Unsubscribe", "").strip().lower() != "one-click":
        # Without it RFC 8058 (section 3.2) does not guarantee that a person asked for it.
        return unsubscribe_page(reader, link.category, status=422)
    await unsubscribe(link)
    return unsubscribed_page(reader, link.category)
