"""GET /api/attempts/{attempt_id}: an attempt at a quiz: what is asked, answered, and its review."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, path_id
from lms_lessons import enter_lesson
from lms_quizzes import AttemptNotFound, AttemptSheet, quizzes


@functions_framework.aio.http
@endpoint
async def get_attempt(request: Request) -> Answer[AttemptSheet]:
    """Return the attempt; right answers and feedback only after it has ended.

    The owner of the course and admins see everybody's. To others in the course an attempt that is
    not theirs is not found; for the rest the lesson is closed: 403.
    """
    viewer = await require(request, "attempt:read")

    record = await quizzes().find(path_id(request))
    opened = await enter_lesson(viewer, record.course_id, record.lesson_id)
    if record.user_id != viewer.id and opened.standing != "author":
        raise AttemptNotFound

    return ok(record.as_sheet())
