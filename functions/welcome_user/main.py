"""On user.registered: welcome the new learner by mail."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_identity import UserRegistered
from lms_kernel import derived_id
from lms_notifications import NotificationWish, notifications, welcome


@functions_framework.aio.cloud_event
@subscriber
async def welcome_user(event: CloudEvent) -> None:
    """Request one mail; its id comes from the event's, so that a redelivery writes no second."""
    user = payload(event, UserRegistered)
    letter = welcome(name=user.name)

    await notifications().request(
        NotificationWish(
            recipient_id=user.user_id,
            channel="email",
            category="account",
            subject=letter.subject,
            text=letter.text,
            email=user.email,
        ),
        id=derived_id("welcome_user", event["source"], event["id"]),
    )
