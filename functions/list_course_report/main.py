"""GET /api/courses/{course_id}/report: where the learners of a course stand."""

from __future__ import annotations

from functools import partial

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_courses import look_up_authored
from lms_http import Answer, asks_for, download, endpoint, ok, path_id, query
from lms_kernel import Page, PageQuery, page_of
from lms_reports import (
    LearnerReport,
    ReportOrder,
    ReportSelection,
    ReportTooLong,
    StuckSince,
    csv_of,
    place_in,
    reports,
)

CSV = "text/csv"
MOST_LINES = 10_000


class ReportQuery(PageQuery, frozen=True, kw_only=True):
    """All learners or those who are stuck, in which order, and which page."""

    stuck_since: StuckSince | None = None
    order: ReportOrder = "activity"


@functions_framework.aio.http
@endpoint
async def list_course_report(request: Request) -> Answer[Page[LearnerReport]] | Answer[bytes]:
    """Return 200 with a page of those who have a seat, for the course's owner and admins.

    `Accept: text/csv` gets all of them as one table in the order that is asked for; 409 for more
    than 10,000, 500 if one cannot be read. 403 for a course that the caller does not teach.
    """
    teacher = await require(request, "report:list")
    wanted = query(request, ReportQuery)
    course = await look_up_authored(
        path_id(request, segment=-2), may=partial(may, teacher, "report:list")
    )
    selection = ReportSelection(
        course_id=course.id, stuck_since=wanted.stuck_since, order=wanted.order
    )

    if asks_for(request, CSV):
        found = await reports().page(selection, limit=MOST_LINES)
        if found.total > MOST_LINES:
            raise ReportTooLong
        lessons = [each.id for each in course.content.lessons()]
        return download(csv_of(found, lessons), CSV, name=f"{course.slug}.csv", request=request)
    found = await reports().page(selection, **wanted.window)
    return ok(page_of(wanted, found, place_in(wanted.order)))
