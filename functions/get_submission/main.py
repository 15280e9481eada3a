"""GET /api/submissions/{submission_id}: what was handed in, and its newest grade."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, path_id
from lms_lessons import enter_lesson
from lms_submissions import OpenedSubmission, SubmissionNotFound, submissions
from lms_uploads import links


@functions_framework.aio.http
@endpoint
async def get_submission(request: Request) -> Answer[OpenedSubmission]:
    """Return the submission and links to its files to its learner, the owner and admins.

    To others in the course it is not found; for the rest the lesson is closed: 403.
    """
    viewer = await require(request, "submission:read")

    found = await submissions().find(path_id(request))
    opened = await enter_lesson(viewer, found.course_id, found.lesson_id)
    if found.user_id != viewer.id and opened.standing != "author":
        raise SubmissionNotFound

    signed = await links(found.file_ids, owner=found.user_id)
    return ok(OpenedSubmission.of(found, signed))
