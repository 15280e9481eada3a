"""GET /api/courses/{id}: one course with its outline, by id or slug."""

from __future__ import annotations

from functools import partial

import functions_framework.aio
from starlette.requests import Request

from lms_access import identify, may
from lms_courses import CourseOverview, look_up
from lms_http import Answer, endpoint, ok, path_id, shared

SHARED = "public, max-age=15, stale-while-revalidate=60"


@functions_framework.aio.http
@endpoint
@shared()
async def get_course(request: Request) -> Answer[CourseOverview]:
    """Return the course; 404 for one the caller may not see, so that drafts are not revealed.

    An archived course is shown to its owner, to admins, and to those who are enrolled in it.
    """
    viewer = await identify(request)

    course = await look_up(
        path_id(request),
        partial(may, viewer, "course:read"),
        attends=partial(_attends, viewer.id) if viewer else None,
    )

    return ok(
        course.overview(),
        etag=str(course.version),
        cache=SHARED if course.is_public else None,
        request=request,
    )


async def _attends(viewer_id: str, course_id: str) -> bool:
    """Ask PostgreSQL, whose driver is imported for archived courses alone: all others are hot."""
    from lms_enrollments import enrollments

    return await enrollments().attends(viewer_id, course_id)
