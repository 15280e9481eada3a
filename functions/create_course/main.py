"""POST /api/courses: open a course that the caller owns."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_catalog import reflect
from lms_courses import Course, CourseOverview, NewCourse, courses, courses_outbox
from lms_events import announce
from lms_http import Answer, created, endpoint, parse
from lms_idempotency import once


@functions_framework.aio.http
@endpoint
async def create_course(request: Request) -> Answer[CourseOverview]:
    """Return 201 with the course: a draft, unless the request publishes it right away."""
    author = await require(request, "course:create")
    new_course = await parse(request, NewCourse)

    async def work(id_: str) -> Answer[CourseOverview]:
        course, news = await courses().add(Course.draft(new_course, owner=author.id, id=id_))
        announce(courses_outbox(), *news)
        await reflect(*news)
        location = f"/api/courses/{course.id}"
        return created(course.overview(), location, etag=str(course.version))

    return await once(request, by=author.id, work=work)
