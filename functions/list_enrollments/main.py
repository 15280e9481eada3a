"""GET /api/enrollments: the caller's own, or the roster of a course."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_enrollments import Enrollment, EnrollmentStatus, Selection, enrollments
from lms_http import Answer, endpoint, ok, query
from lms_kernel import Forbidden, Id, Page, PageQuery, by_creation, page_of


class EnrollmentQuery(PageQuery, frozen=True, kw_only=True):
    """Whose enrollments, in which course, and which page."""

    course_id: Id | None = None
    user_id: Id | None = None
    status: EnrollmentStatus | None = None


@functions_framework.aio.http
@endpoint
async def list_enrollments(request: Request) -> Answer[Page[Enrollment]]:
    """Return 200 with a page, newest first.

    Without a filter it lists the caller's own. ``course_id`` shows the roster to the course's
    instructor and to admins, and to everybody else their own enrollment in it. Only admins may ask
    for another ``user_id``: 403.
    """
    viewer = await require(request, "enrollment:list")
    wanted = query(request, EnrollmentQuery)
    sees_all = may(viewer, "enrollment:list:any")
    if wanted.user_id not in {None, viewer.id} and not sees_all:
        raise Forbidden("Only administrators can see other people's enrollments.")

    selection = Selection(
        viewer=None if sees_all else viewer.id,
        user_id=wanted.user_id or (None if wanted.course_id else viewer.id),
        course_id=wanted.course_id,
        status=wanted.status,
    )
    found = await enrollments().page(selection, **wanted.window)

    return ok(page_of(wanted, found, by_creation))
