"""PUT /api/notifications: mark everything in the caller's inbox as read."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, no_content, parse
from lms_kernel import FieldError, Invalid
from lms_notifications import ReadMark, inbox


@functions_framework.aio.http
@endpoint
async def mark_notifications_read(request: Request) -> Answer[None]:
    """Return 204 when nothing is unread any more; marking all as unread is refused with 422."""
    reader = await require(request, "notification:update")
    change = await parse(request, ReadMark)
    if not change.read:
        raise Invalid(errors=[FieldError("read", "must be true: all become read, never unread")])

    await inbox().mark_all_read(reader.id)

    return no_content()
