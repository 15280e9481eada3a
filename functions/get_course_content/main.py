"""GET /api/courses/{course_id}/content: a course with its content, for those who may change it."""

from __future__ import annotations

from functools import partial

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_courses import Course, look_up_authored
from lms_http import Answer, endpoint, ok, path_id

# Texts that others pay for, and the solutions of quizzes: not even the browser's disk keeps them.
PRIVATE = "private, no-store"


@functions_framework.aio.http
@endpoint
async def get_course_content(request: Request) -> Answer[Course]:
    """Return the whole course to its owner and to admins, by id or slug, as one version.

    404 for a draft of somebody else, 403 for a course that the caller may see but not change.
    """
    author = await require(request, "course:update")

    course = await look_up_authored(
        path_id(request, segment=-2), may=partial(may, author, "course:update")
    )

    return ok(course, etag=str(course.version), cache=PRIVATE, request=request)
