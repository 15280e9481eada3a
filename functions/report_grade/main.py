"""On submission.graded: write to the learner what it is worth, and what the teacher says."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_identity import users
from lms_kernel import NotFound
from lms_letters import Addressee, send_letter
from lms_submissions import SubmissionGraded
from lms_text import cut

# The page has the rest.
_COMMENT_LENGTH = 1_000


@functions_framework.aio.cloud_event
@subscriber
async def report_grade(event: CloudEvent) -> None:
    """Send one letter for each grade; a redelivered event sends no second one."""
    graded = payload(event, SubmissionGraded)
    learner = await users().find(graded.user_id)
    if learner is None:
        raise NotFound("The learner has no account.")

    await send_letter(
        "submission-graded",
        Addressee(learner.id, email=learner.email, is_confirmed=learner.email_verified),
        cause=event,
        link=f"/courses/{graded.course_id}/lessons/{graded.lesson_id}",
        name=learner.name,
        course_title=graded.course_title,
        lesson_title=graded.lesson_title,
        points=str(graded.points),
        max_points=str(graded.max_points),
        comment=cut(graded.comment, lambda text: len(text) <= _COMMENT_LENGTH),
    )
