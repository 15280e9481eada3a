"""GET /api/courses/{course_id}/progress: how far the caller got in a course."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, path_id
from lms_lessons import open_course
from lms_progress import CourseOutline, CourseProgress, progress


@functions_framework.aio.http
@endpoint
async def get_progress(request: Request) -> Answer[CourseProgress]:
    """Return 200 with percent, completed lessons and the lesson to go on with.

    403 for those who are not enrolled. Authors get one without any progress: theirs is not
    recorded. The course is named by its id or its slug.
    """
    learner = await require(request)
    course = await open_course(learner, path_id(request, segment=-2))

    return ok(await progress().in_course(learner.id, CourseOutline.of(course)), request=request)
