"""PUT /api/submissions/{submission_id}/grade: say what a submission is worth."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_http import Answer, endpoint, ok, parse, path_id
from lms_kernel import Forbidden
from lms_submissions import GradeRequest, Submission, submissions


@functions_framework.aio.http
@endpoint
async def grade_submission(request: Request) -> Answer[Submission]:
    """Return the submission with its grade, which from now on is the one that counts.

    The same grade again is no new one: nobody gets a second letter. 422 for more points than the
    exercise had when this was handed in. A lesson that is gone since can still be graded. To
    everybody but the owner of the course and admins it is not found; a program grades nothing: 403.
    """
    teacher = await require(request, "submission:grade")
    if teacher.role == "service":
        raise Forbidden("A grade is given by a person. Sign in as the teacher of the course.")
    found = await submissions().find(
        path_id(request, segment=-2),
        viewer=None if may(teacher, "submission:list:any") else teacher.id,
        is_to_grade=True,
    )
    grade = await parse(request, GradeRequest)

    graded = await submissions().grade(found, grade, grader_id=teacher.id)

    return ok(graded)
