"""GET /api/announcements: the caller's announcements."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_announcements import Announcement, announcements
from lms_http import Answer, endpoint, ok, query
from lms_kernel import Id, Page, PageQuery, by_creation, page_of


class AnnouncementQuery(PageQuery, frozen=True, kw_only=True):
    """Which course's announcements (every course's without one), and which page."""

    course_id: Id | None = None


@functions_framework.aio.http
@endpoint
async def list_announcements(request: Request) -> Answer[Page[Announcement]]:
    """Return 200 with a page of the caller's announcements; an admin gets everybody's."""
    reader = await require(request, "announcement:list")
    selection = query(request, AnnouncementQuery)

    found = await announcements().page(
        None if may(reader, "announcement:list:any") else reader.id,
        course_id=selection.course_id,
        **selection.window,
    )

    return ok(page_of(selection, found, by_creation))
