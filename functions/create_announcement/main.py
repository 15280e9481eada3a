"""POST /api/announcements: write to all learners in a course."""

from __future__ import annotations

from functools import partial

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_courses import look_up
from lms_http import Answer, accepted, endpoint, parse
from lms_idempotency import once
from lms_limits import limit
from lms_notifications import Announcement, NewAnnouncement, NotYourCourse, announcements


@functions_framework.aio.http
@endpoint
async def create_announcement(request: Request) -> Answer[Announcement]:
    """Return 202 at once; the Location tells how far the announcement has come.

    403 when the course is another instructor's, 404 without such a course. Ten a minute for each
    sender, and two an hour by text message, which costs money for each learner; a repeat with the
    same Idempotency-Key does not count.
    """
    sender = await require(request, "announcement:create")
    wanted = await parse(request, NewAnnouncement)
    may_write = partial(may, sender, "announcement:create")
    course = await look_up(wanted.course_id, may_write)
    if not may_write(owner=course.owner_id):
        raise NotYourCourse

    async def work(id_: str) -> Answer[Announcement]:
        await limit("create_announcement", sender.id, per_minute=10)
        if "sms" in {wanted.channel, *wanted.fallbacks}:
            await limit("create_announcement.sms", sender.id, per_hour=2)
        kept = await announcements().request(
            wanted, course_title=course.title, sender_id=sender.id, id=id_
        )
        return accepted(kept, location=f"/api/announcements/{kept.id}")

    return await once(request, by=sender.id, work=work)
