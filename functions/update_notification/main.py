"""PUT /api/notifications/{id}: mark a message in one's inbox as read, or as unread again."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, parse, path_id
from lms_notifications import Notification, ReadMark, inbox


@functions_framework.aio.http
@endpoint
async def update_notification(request: Request) -> Answer[Notification]:
    """Return 200 with the message; to everybody but its recipient there is none: 404.

    Only in-app messages are read here; a mail stays as it is.
    """
    reader = await require(request, "notification:update")
    change = await parse(request, ReadMark)

    notification = await inbox().mark(path_id(request), reader_id=reader.id, read=change.read)

    return ok(notification)
