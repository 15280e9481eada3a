"""GET /api/submissions/{submission_id}: what was handed in, and its newest grade."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_http import Answer, endpoint, ok, path_id
from lms_submissions import OpenedSubmission, submissions
from lms_uploads import links


@functions_framework.aio.http
@endpoint
async def get_submission(request: Request) -> Answer[OpenedSubmission]:
    """Return the submission and links to its files to its learner, the owner and admins.

    Also when the lesson is gone, and when the learner has left the course: it has nothing of the
    course but titles. To everybody else it is not found.
    """
    viewer = await require(request, "submission:read")

    found = await submissions().find(
        path_id(request), viewer=None if may(viewer, "submission:list:any") else viewer.id
    )

    signed = await links(found.file_ids, owner=found.user_id)
    return ok(OpenedSubmission.of(found, signed))
