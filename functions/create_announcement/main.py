"""POST /api/announcements: write to all learners in a course."""

from __future__ import annotations

from functools import partial

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_announcements import Announcement, NewAnnouncement, NotYourCourse, announcements
from lms_courses import look_up
from lms_http import Answer, accepted, endpoint, parse
from lms_idempotency import once
from lms_limits import limit


@functions_framework.aio.http
@endpoint
async def create_announcement(request: Request) -> Answer[Announcement]:
    """Return 202 immediately; the Location shows how far the announcement has come.

    403 when the course is another instructor's, 404 when there is no such course. Each sender may
    make ten a minute, and two an hour by text message, since every text costs money; a repeat with
    the same Idempotency-Key does not count.
    """
    sender = await require(request, "announcement:create")
    message = await parse(request, NewAnnouncement)
    may_write = partial(may, sender, "announcement:create")
    course = await look_up(message.course_id, may_write)
    if not may_write(owner=course.owner_id):
        raise NotYourCourse

    async def work(id_: str) -> Answer[Announcement]:
        await limit("create_announcement", sender.id, per_minute=10)
        if "sms" in {message.channel, *message.fallbacks}:
            await limit("create_announcement.sms", sender.id, per_hour=2)
        announcement = await announcements().request(
            message, course_title=course.title, sender_id=sender.id, id=id_
        )
        return accepted(announcement, location=f"/api/announcements/{announcement.id}")

    return await once(request, by=sender.id, work=work)
