"""GET /api/announcements/{id}: an announcement and how far it has come."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_announcements import Announcement, AnnouncementNotFound, announcements
from lms_http import Answer, endpoint, ok, path_id


@functions_framework.aio.http
@endpoint
async def get_announcement(request: Request) -> Answer[Announcement]:
    """Return 200 to sender and admins; to everybody else there is none: 404."""
    reader = await require(request, "announcement:read")

    found = await announcements().get(path_id(request))
    if not may(reader, "announcement:read", owner=found.sender_id):
        raise AnnouncementNotFound

    return ok(found, request=request)
