"""PUT /api/notifications/{id}: mark a message as read, or as unread again."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, parse, path_id
from lms_notifications import Notification, ReadMark, inbox


@functions_framework.aio.http
@endpoint
async def update_notification(request: Request) -> Answer[Notification]:
    """Return 200 with the message to its recipient, 404 to everybody else."""
    reader = await require(request, "notification:update")
    change = await parse(request, ReadMark)

    notification = await inbox().mark(path_id(request), reader_id=reader.id, read=change.read)

    return ok(notification)
