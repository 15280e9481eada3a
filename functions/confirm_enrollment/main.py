"""On enrollment.created, cancelled, archived and ended: write to the learner about it."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_enrollments import (
    EnrollmentArchived,
    EnrollmentCancelled,
    EnrollmentCreated,
    EnrollmentEnded,
)
from lms_events import payload, subscriber
from lms_identity import users
from lms_kernel import NotFound
from lms_letters import Addressee, send_letter

Happened = EnrollmentArchived | EnrollmentCancelled | EnrollmentCreated | EnrollmentEnded

LETTERS: dict[str, tuple[type[Happened], str]] = {
    EnrollmentArchived.type: (EnrollmentArchived, "course-archived"),
    EnrollmentCancelled.type: (EnrollmentCancelled, "enrollment-cancelled"),
    EnrollmentCreated.type: (EnrollmentCreated, "enrollment-confirmed"),
    EnrollmentEnded.type: (EnrollmentEnded, "course-deleted"),
}
# Where other courses are: the one that is gone has no page.
LINK = "/courses"


@functions_framework.aio.cloud_event
@subscriber
async def confirm_enrollment(event: CloudEvent) -> None:
    """Send one letter for each event; a redelivered event sends no second one."""
    kind, template = LETTERS[event["type"]]
    happened = payload(event, kind)
    learner = await users().find(happened.user_id)
    if learner is None:
        raise NotFound("The learner has no account.")

    await send_letter(
        template,
        Addressee(learner.id, email=learner.email, is_confirmed=learner.email_verified),
        cause=event,
        link=LINK if kind is EnrollmentEnded else f"/courses/{happened.course_id}",
        name=learner.name,
        course_title=happened.course_title,
    )
