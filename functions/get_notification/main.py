"""GET /api/notifications/{id}: a message and its full delivery record."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_http import Answer, endpoint, ok, path_id
from lms_notifications import Notification, NotificationNotFound, notifications


@functions_framework.aio.http
@endpoint
async def get_notification(request: Request) -> Answer[Notification]:
    """Return 200 to the recipient, the sender and admins, 404 to everybody else."""
    reader = await require(request, "notification:read")

    notification = await notifications().get(path_id(request))
    if reader.id == notification.recipient_id or may(reader, "notification:read:any"):
        return ok(notification, request=request)
    if reader.id != notification.sender_id:
        raise NotificationNotFound

    return ok(notification.for_sender(), request=request)
