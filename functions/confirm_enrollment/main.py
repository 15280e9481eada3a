"""On enrollment.created and enrollment.cancelled: write to the learner about it."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_enrollments import EnrollmentCancelled, EnrollmentCreated
from lms_events import payload, subscriber
from lms_identity import users
from lms_kernel import NotFound
from lms_letters import Addressee, send_letter


@functions_framework.aio.cloud_event
@subscriber
async def confirm_enrollment(event: CloudEvent) -> None:
    """Send one letter for each event; a redelivered event sends no second one."""
    happened: EnrollmentCreated | EnrollmentCancelled
    if event["type"] == EnrollmentCreated.type:
        happened, template = payload(event, EnrollmentCreated), "enrollment-confirmed"
    else:
        happened, template = payload(event, EnrollmentCancelled), "enrollment-cancelled"
    learner = await users().find(happened.user_id)
    if learner is None:
        raise NotFound("The learner has no account.")

    await send_letter(
        template,
        Addressee(learner.id, email=learner.email),
        cause=event,
        link=f"/courses/{happened.course_id}",
        name=learner.name,
        course_title=happened.course_title,
    )
