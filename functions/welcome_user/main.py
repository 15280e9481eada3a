"""On user.registered: welcome the new learner, in their language."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_identity import UserRegistered
from lms_letters import Addressee, send_letter


@functions_framework.aio.cloud_event
@subscriber
async def welcome_user(event: CloudEvent) -> None:
    """Send one letter; a redelivered event sends no second one."""
    user = payload(event, UserRegistered)

    await send_letter(
        "welcome",
        Addressee(user.user_id, email=user.email),
        cause=event,
        link="/courses",
        name=user.name,
    )
