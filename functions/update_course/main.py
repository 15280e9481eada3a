"""PUT /api/courses/{id}: change a course; omitted fields stay as they are."""

from __future__ import annotations

from functools import partial

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_catalog import reflect
from lms_courses import CourseChanges, CourseOverview, courses_outbox, revise
from lms_events import announce
from lms_http import Answer, endpoint, if_match, ok, parse, path_id


@functions_framework.aio.http
@endpoint
async def update_course(request: Request) -> Answer[CourseOverview]:
    """Return the new version; 412 when If-Match names an outdated one."""
    author = await require(request, "course:update")
    changes = await parse(request, CourseChanges)

    course, news = await revise(
        path_id(request),
        changes,
        may=partial(may, author, "course:update"),
        versions=if_match(request),
    )
    announce(courses_outbox(), *news)
    await reflect(*news)

    return ok(course.overview(), etag=str(course.version))
