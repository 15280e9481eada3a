"""GET /api/courses/{id}: one course with its content, by id or slug."""

from __future__ import annotations

from functools import partial

import functions_framework.aio
from starlette.requests import Request

from lms_access import identify, may
from lms_courses import Course, look_up
from lms_http import Answer, endpoint, ok, path_id

SHARED = "public, max-age=15, stale-while-revalidate=60"


@functions_framework.aio.http
@endpoint
async def get_course(request: Request) -> Answer[Course]:
    """Return the course; 404 for one the caller may not see, so that drafts are not revealed."""
    viewer = await identify(request)

    course = await look_up(path_id(request), partial(may, viewer, "course:read"))

    return ok(
        course,
        etag=str(course.version),
        cache=SHARED if course.is_public else None,
        request=request,
    )
