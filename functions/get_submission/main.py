"""GET /api/submissions/{submission_id}: what was handed in, and its newest grade."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, path_id
from lms_lessons import enter_lesson
from lms_submissions import Submission, SubmissionNotFound, submissions


@functions_framework.aio.http
@endpoint
async def get_submission(request: Request) -> Answer[Submission]:
    """Return the submission to whoever handed it in, the owner of the course and admins.

    To others in the course it is not found; for the rest the lesson is closed: 403.
    """
    viewer = await require(request, "submission:read")

    found = await submissions().find(path_id(request))
    opened = await enter_lesson(viewer, found.course_id, found.lesson_id)
    if found.user_id != viewer.id and opened.standing != "author":
        raise SubmissionNotFound

    return ok(found)
