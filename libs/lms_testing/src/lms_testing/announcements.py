"""The promises of the announcements' store, tried on the fake Redis and on a real server."""

from __future__ import annotations

from typing import Any

import msgspec

from lms_announcements import (
    Announcement,
    NewAnnouncement,
    RedisAnnouncements,
    request_all,
)
from lms_kernel import derived_id, request_scope
from lms_records import Failures

COURSE, OLGA = derived_id("test-course"), derived_id("test-instructor")


async def announcement(
    id_: str | None = None, *, sender_id: str = OLGA, **changes: Any
) -> Announcement:
    """Request an announcement by mail, different where ``changes`` say so, in its own request."""
    ordinary = NewAnnouncement(
        course_id=COURSE, subject="Exam", text="The exam is on Monday.", channel="email"
    )
    async with request_scope(function="create_announcement"):
        return await RedisAnnouncements().request(
            msgspec.structs.replace(ordinary, **changes),
            course_title="Gardening",
            sender_id=sender_id,
            id=id_,
        )


async def tell(about: Announcement, learners: list[str]) -> None:
    """Request the notifications of these learners, in a request of its own."""
    failures = Failures("learners")
    async with request_scope(function="fan_out_announcement"):
        await request_all(
            {
                about.id_for(each): about.request_for(each, email=f"{each}@example.org")
                for each in learners
            },
            failures,
        )
    failures.report()
