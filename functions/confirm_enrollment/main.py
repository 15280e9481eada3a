"""On enrollment.created and enrollment.cancelled: write to the learner about it."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_enrollments import EnrollmentCancelled, EnrollmentCreated
from lms_events import payload, subscriber
from lms_identity import users
from lms_kernel import NotFound, derived_id
from lms_notifications import (
    NotificationWish,
    enrollment_cancelled,
    enrollment_confirmed,
    notifications,
)


@functions_framework.aio.cloud_event
@subscriber
async def confirm_enrollment(event: CloudEvent) -> None:
    """Request one email for each event: the notification's id is made from the event's."""
    happened: EnrollmentCreated | EnrollmentCancelled
    if event["type"] == EnrollmentCreated.type:
        happened, words = payload(event, EnrollmentCreated), enrollment_confirmed
    else:
        happened, words = payload(event, EnrollmentCancelled), enrollment_cancelled
    learner = await users().find(happened.user_id)
    if learner is None:
        raise NotFound("The learner has no account.")

    letter = words(
        name=learner.name, course_id=happened.course_id, course_title=happened.course_title
    )
    wish = NotificationWish(
        recipient_id=learner.id,
        channel="email",
        category="enrollment",
        email=learner.email,
        subject=letter.subject,
        text=letter.text,
    )
    await notifications().request(wish, id=derived_id("confirm_enrollment", event["id"]))
