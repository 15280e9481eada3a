"""Writing to all learners of a course."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from functions.create_announcement.main import create_announcement
from lms_announcements import announcements
from lms_courses import Course
from lms_kernel import Actor, new_id
from lms_limits import LimitSettings
from lms_testing import CapturedEvents, actor, client
from lms_testing.courses import FakeCourses, a_course

OLGA, OTTO, ADMIN = actor("instructor"), actor("instructor", "otto"), actor("admin")


pytestmark = pytest.mark.usefixtures("shelf")


@pytest.fixture
async def course(shelf: FakeCourses) -> Course:
    """Return a published course of Olga's."""
    return (await shelf.add(a_course(OLGA.id, status="published"))).course


async def _announce(
    course_id: str, as_: Actor | None = OLGA, *, key: str | None = None, **changes: Any
) -> httpx2.Response:
    body = {"course_id": course_id, "subject": "Exam", "text": "On Monday.", **changes}
    headers = {} if key is None else {"Idempotency-Key": key}
    async with client(create_announcement, as_=as_) as http:
        return await http.post("/api/announcements", json=body, headers=headers)


async def test_the_request_is_accepted_and_passed_on(
    course: Course, published: CapturedEvents
) -> None:
    """202 with the location of its progress; one event requests the notifications."""
    answer = await _announce(course.id, channel="email", fallbacks=["in_app"])

    body = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/api/announcements/{body['id']}"
    assert (body["course_title"], body["sender_id"]) == ("Gardening", OLGA.id)
    assert (body["recipients"], body["requested"], body["finished_at"]) == (None, 0, None)
    (event,) = published
    assert event["type"] == "org.learning.announcement.requested.v1"
    assert event["data"] == {"announcement_id": body["id"], "after": None}


async def test_it_may_be_for_those_who_are_stuck(course: Course) -> None:
    """The announcement says since when."""
    stuck = await _announce(course.id, stuck_since="2026-11-29T08:00:00Z")

    assert (stuck.status_code, stuck.json()["stuck_since"]) == (202, "2026-11-29T08:00:00Z")
    assert (await _announce(course.id)).json()["stuck_since"] is None


async def test_only_the_courses_instructor_and_admins_may(course: Course) -> None:
    """403 for another instructor, by name; an admin may write to any course."""
    foreign = await _announce(course.id, OTTO)

    assert (foreign.status_code, foreign.json()["type"]) == (403, "/problems/not-your-course")
    assert (await _announce(course.id, ADMIN)).status_code == 202


async def test_a_learner_may_not(course: Course) -> None:
    """403 for someone who teaches nothing."""
    assert (await _announce(course.id, actor("student"))).status_code == 403


async def test_a_service_needs_the_scope_for_any_course(course: Course) -> None:
    """A service owns no course, so the plain permission is not enough."""

    def service(scope: str) -> Actor:
        return Actor(new_id(), "service", new_id(), frozenset({scope}))

    assert (await _announce(course.id, service("announcement:create:any"))).status_code == 202
    assert (await _announce(course.id, service("announcement:create"))).status_code == 403
    assert (await _announce(course.id, service("course:read"))).status_code == 403


async def test_an_unknown_course_is_not_found(shelf: FakeCourses) -> None:
    """404, also for somebody else's draft, which is not revealed."""
    draft = (await shelf.add(a_course(OLGA.id))).course

    unknown, hidden = await _announce(new_id()), await _announce(draft.id, OTTO)

    assert unknown.status_code == hidden.status_code == 404
    assert unknown.json() == hidden.json()
    assert (await _announce(draft.id)).status_code == 202


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": "Exam\r\nBcc: everybody@example.org"}, "subject"),
        ({"text": " \n"}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": "email", "fallbacks": ["email"]}, "fallbacks"),
        ({"course_id": "gardening"}, "course_id"),
        ({"stuck_since": "P14D"}, "stuck_since"),
        ({"stuck_since": "2026-11-29T08:00:00"}, "stuck_since"),
        ({"category": "account"}, "category"),
        ({"sender_id": new_id()}, "sender_id"),
    ],
)
async def test_what_cannot_be_sent_names_its_fault(
    course: Course, published: CapturedEvents, changes: dict[str, Any], field: str
) -> None:
    """422 naming the field, and nothing is announced."""
    answer = await _announce(**{"course_id": course.id, **changes})

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert published == []


async def test_a_repeat_with_the_same_key_announces_once(
    course: Course, published: CapturedEvents
) -> None:
    """One Idempotency-Key makes one announcement."""
    first, again = await _announce(course.id, key="k"), await _announce(course.id, key="k")

    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json()["id"] == first.json()["id"]
    assert len(published) == 1
    assert (await announcements().page(OLGA.id, limit=10)).total == 1


async def test_a_sender_is_slowed_down(course: Course) -> None:
    """429 after ten in a minute; neither a repeat nor another sender counts."""
    with LimitSettings.override(lms_rate_limits="on"):
        allowed = [await _announce(course.id, key=str(each)) for each in range(10)]
        repeat = await _announce(course.id, key="9")
        too_many = await _announce(course.id, key="10")
        other = await _announce(course.id, ADMIN)

    assert {each.status_code for each in (*allowed, repeat, other)} == {202}
    assert too_many.status_code == 429
    assert "retry-after" in too_many.headers


async def test_texts_to_a_whole_course_are_few(course: Course) -> None:
    """Two an hour, as first channel or as fallback; email is not limited."""
    with LimitSettings.override(lms_rate_limits="on"):
        texts = [await _announce(course.id, channel="sms", key=str(each)) for each in range(3)]
        fallback = await _announce(course.id, channel="email", fallbacks=["sms"], key="3")
        mail = await _announce(course.id, channel="email", key="4")

    assert [each.status_code for each in texts] == [202, 202, 429]
    assert (fallback.status_code, mail.status_code) == (429, 202)
