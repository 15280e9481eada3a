"""On user.registered: welcome the new learner, in their language."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_identity import UserRegistered
from lms_kernel import derived_id
from lms_notifications import compose, notifications, preferences


@functions_framework.aio.cloud_event
@subscriber
async def welcome_user(event: CloudEvent) -> None:
    """Request one letter; its id comes from the event's, so that a redelivery writes no second."""
    user = payload(event, UserRegistered)
    language = (await preferences().get(user.user_id)).language

    letter = await compose("welcome", language, name=user.name, link="/courses")
    await notifications().request(
        letter.to(user.user_id, email=user.email, link="/courses"),
        id=derived_id("welcome_user", event["source"], event["id"]),
    )
