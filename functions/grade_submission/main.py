"""PUT /api/submissions/{submission_id}/grade: say what a submission is worth."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, parse, path_id
from lms_lessons import enter_lesson
from lms_submissions import GradeRequest, Submission, SubmissionNotFound, submissions


@functions_framework.aio.http
@endpoint
async def grade_submission(request: Request) -> Answer[Submission]:
    """Return the submission with its grade, which from now on is the one that counts.

    The same grade again is no new one: nobody gets a second letter. 422 for more points than the
    exercise has.
    """
    teacher = await require(request, "submission:grade")
    found = await submissions().find(path_id(request, segment=-2))
    opened = await enter_lesson(teacher, found.course_id, found.lesson_id)
    if opened.standing != "author":
        raise SubmissionNotFound
    grade = await parse(request, GradeRequest)

    graded = await submissions().grade(found, grade, grader_id=teacher.id)

    return ok(graded)
