"""POST /api/notifications: write to a user."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_enrollments import enrollments
from lms_http import Answer, accepted, endpoint, parse
from lms_idempotency import once
from lms_identity import users
from lms_kernel import Actor
from lms_limits import limit
from lms_notifications import (
    NewNotification,
    Notification,
    NotYourLearner,
    UnknownRecipient,
    notifications,
)


@functions_framework.aio.http
@endpoint
async def create_notification(request: Request) -> Answer[Notification]:
    """Return 202 with the notification; the Location shows how its delivery goes.

    403 when an instructor writes to somebody who takes none of their courses, 422 when there is
    no such active user. A person may write 120 messages a minute, and 60 an hour that may become
    text messages, since every text costs money.
    """
    sender = await require(request, "notification:create")
    message = await parse(request, NewNotification)
    if not await _may_write(sender, message.recipient_id):
        raise NotYourLearner
    recipient = await users().find(message.recipient_id)
    if recipient is None or not recipient.active:
        raise UnknownRecipient

    async def work(id_: str) -> Answer[Notification]:
        if sender.role != "service":
            await limit("create_notification", sender.id, per_minute=120)
            if "sms" in {message.channel, *message.fallbacks}:
                await limit("create_notification.sms", sender.id, per_hour=60)
        new = message.to_request(sender_id=sender.id, email=recipient.email)
        notification = await notifications().request(new, id=id_)
        return accepted(notification.for_sender(), location=f"/api/notifications/{notification.id}")

    return await once(request, by=sender.id, work=work)


async def _may_write(sender: Actor, recipient_id: str) -> bool:
    """Admins and services may write to anybody, instructors to learners in their courses."""
    if sender.role == "service" or may(sender, "notification:create", owner=recipient_id):
        return True
    return await enrollments().teaches(sender.id, recipient_id)
