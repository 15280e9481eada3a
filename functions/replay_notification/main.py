"""POST /api/notifications/{id}/replay: resend a notification that was not delivered."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, accepted, endpoint, path_id
from lms_identity import users
from lms_notifications import Notification, UnknownRecipient, notifications


@functions_framework.aio.http
@endpoint
async def replay_notification(request: Request) -> Answer[Notification]:
    """Return 202 with the notification on its way again, by the channels first requested.

    It goes to the recipient's current address, even if mail to it has bounced before. 409 when it
    was delivered, or is still on its way; 422 when the account is closed.
    """
    await require(request, "notification:replay")

    notification = await notifications().get(path_id(request, segment=-2))
    recipient = await users().find(notification.recipient_id)
    if recipient is None or not recipient.active:
        raise UnknownRecipient
    replayed = await notifications().replay(notification.id, email=recipient.email)

    return accepted(replayed, location=f"/api/notifications/{replayed.id}")
