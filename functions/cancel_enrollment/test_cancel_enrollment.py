"""Giving a seat back."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from functions.cancel_enrollment.main import cancel_enrollment
from lms_enrollments import Enrollment
from lms_kernel import Actor, new_id, request_scope
from lms_limits import LimitSettings
from lms_testing import CapturedEvents, actor, client
from lms_testing.enrollments import FakeEnrollments, fake_enrollments

ANA = actor("student")


@pytest.fixture
def school() -> Iterator[FakeEnrollments]:
    """Return the enrollments of this test alone."""
    with fake_enrollments() as fake:
        fake.add_person(ANA.id)
        yield fake


@pytest.fixture
async def mine(school: FakeEnrollments, published: CapturedEvents) -> Enrollment:
    """Return Ana's enrollment, whose event was published long ago."""
    async with request_scope():
        claimed = await school.claim(new_id(), course_id=school.add_course(), user_id=ANA.id)
    published.clear()
    return claimed


async def _cancel(id_: str, *, as_: Actor = ANA) -> httpx2.Response:
    async with client(cancel_enrollment, as_=as_) as http:
        return await http.delete(f"/api/enrollments/{id_}")


async def test_a_seat_is_given_back_once(
    school: FakeEnrollments, mine: Enrollment, published: CapturedEvents
) -> None:
    """204 however often it is asked for; one seat is freed and one event published."""
    answers = [await _cancel(mine.id) for _ in range(3)]

    assert [(each.status_code, each.content) for each in answers] == [(204, b"")] * 3
    assert school.kept[mine.id].status == "cancelled"
    assert school.courses[mine.course_id].taken == 0
    assert published.types() == ["org.learning.enrollment.cancelled.v1"]


async def test_learners_do_not_cancel_without_end(mine: Enrollment) -> None:
    """429 after 30 in an hour: each sends a mail. Administrators may go on."""
    with LimitSettings.override(lms_rate_limits="on"):
        answers = [await _cancel(mine.id) for _ in range(31)]
        others = [await _cancel(mine.id, as_=actor("admin")) for _ in range(31)]

    assert [each.status_code for each in answers] == [204] * 30 + [429]
    assert {each.status_code for each in others} == {204}


async def test_an_admin_may_cancel_for_somebody_else(
    school: FakeEnrollments, mine: Enrollment
) -> None:
    """204 for an admin."""
    assert (await _cancel(mine.id, as_=actor("admin"))).status_code == 204
    assert school.kept[mine.id].status == "cancelled"


@pytest.mark.parametrize("role", ["student", "instructor"])
async def test_somebody_elses_enrollment_is_not_found(
    school: FakeEnrollments, mine: Enrollment, role: str
) -> None:
    """404 with the same wording for someone else's id and a made-up one; the seat stays."""
    stranger = actor(role, "other")
    foreign, made_up = await _cancel(mine.id, as_=stranger), await _cancel(new_id(), as_=stranger)

    assert foreign.status_code == made_up.status_code == 404
    assert foreign.json() == made_up.json()
    assert school.kept[mine.id].status == "active"


@pytest.mark.parametrize("id_", ["x", "%00", "a%2Fb", "..", "018F0000-0000-7000-8000-000000000000"])
async def test_what_is_no_id_is_not_found(school: FakeEnrollments, id_: str) -> None:
    """404, never a 500."""
    assert (await _cancel(id_)).status_code == 404
