"""DELETE /api/courses/{id}: delete a course for good."""

from __future__ import annotations

from functools import partial

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_catalog import reflect
from lms_courses import courses_outbox, withdraw
from lms_events import announce
from lms_http import Answer, endpoint, if_match, no_content, path_id


@functions_framework.aio.http
@endpoint
async def delete_course(request: Request) -> Answer[None]:
    """Return 204; 412 when If-Match names an outdated version."""
    author = await require(request, "course:delete")

    _, news = await withdraw(
        path_id(request),
        may=partial(may, author, "course:delete"),
        versions=if_match(request),
    )
    announce(courses_outbox(), *news)
    await reflect(*news)

    return no_content()
