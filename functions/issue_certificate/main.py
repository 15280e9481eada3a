"""On course.completed: issue a certificate, and send the learner the link to it."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_certificates import CompletedCourse, NoLearner, certificates
from lms_events import payload, subscriber
from lms_identity import users
from lms_letters import Addressee, send_letter


@functions_framework.aio.cloud_event
@subscriber
async def issue_certificate(event: CloudEvent) -> None:
    """Issue one certificate and send one letter for each completion, however often it is announced.

    A repeat finds the certificate as it was issued, and the letter as it was sent.
    """
    completed = payload(event, CompletedCourse)

    certificate = await certificates().issue(completed)

    learner = await users().find(completed.user_id)
    if learner is None:
        raise NoLearner
    await send_letter(
        "certificate",
        Addressee(learner.id, email=learner.email, is_confirmed=learner.email_verified),
        cause=event,
        link=f"/certificates/{certificate.id}",
        name=learner.name,
        course_title=certificate.course_title,
    )
