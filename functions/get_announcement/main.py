"""GET /api/announcements/{id}: an announcement and its progress."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_announcements import Announcement, AnnouncementNotFound, announcements
from lms_http import Answer, endpoint, ok, path_id


@functions_framework.aio.http
@endpoint
async def get_announcement(request: Request) -> Answer[Announcement]:
    """Return 200 to the sender and to admins, 404 to everybody else."""
    reader = await require(request, "announcement:read")

    announcement = await announcements().get(path_id(request))
    if not may(reader, "announcement:read", owner=announcement.sender_id):
        raise AnnouncementNotFound

    return ok(announcement, request=request)
