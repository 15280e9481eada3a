"""GET /api/notifications/{id}: a message and the whole account of its delivery."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_http import Answer, endpoint, ok, path_id
from lms_notifications import Notification, NotificationNotFound, notifications


@functions_framework.aio.http
@endpoint
async def get_notification(request: Request) -> Answer[Notification]:
    """Return 200 to recipient, sender and admins; to everybody else there is none: 404."""
    reader = await require(request, "notification:read")

    found = await notifications().get(path_id(request))
    if reader.id == found.recipient_id or may(reader, "notification:read:any"):
        return ok(found, request=request)
    if reader.id != found.sender_id:
        raise NotificationNotFound

    return ok(found.for_sender(), request=request)
