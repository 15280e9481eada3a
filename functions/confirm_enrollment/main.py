"""On enrollment.created and enrollment.cancelled: write to the learner about it."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_enrollments import EnrollmentCancelled, EnrollmentCreated
from lms_events import payload, subscriber
from lms_identity import users
from lms_kernel import NotFound, derived_id
from lms_notifications import compose, notifications, preferences


@functions_framework.aio.cloud_event
@subscriber
async def confirm_enrollment(event: CloudEvent) -> None:
    """Request one letter for each event: the notification's id is made from the event's."""
    happened: EnrollmentCreated | EnrollmentCancelled
    if event["type"] == EnrollmentCreated.type:
        happened, template = payload(event, EnrollmentCreated), "enrollment-confirmed"
    else:
        happened, template = payload(event, EnrollmentCancelled), "enrollment-cancelled"
    learner = await users().find(happened.user_id)
    if learner is None:
        raise NotFound("The learner has no account.")
    language = (await preferences().get(learner.id)).language

    link = f"/courses/{happened.course_id}"
    letter = await compose(
        template, language, name=learner.name, course_title=happened.course_title, link=link
    )
    wish = letter.to(learner.id, email=learner.email, link=link)
    await notifications().request(wish, id=derived_id("confirm_enrollment", event["id"]))
