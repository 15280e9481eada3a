"""Closing enrollments with their course."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from functions.close_enrollments.main import BATCH, close_enrollments
from lms_courses import Course, CourseArchived, CourseDeleted
from lms_enrollments import ClosureRequested, EnrollmentArchived, EnrollmentEnded
from lms_kernel import new_id, request_scope
from lms_testing import CapturedEvents, deliver, event
from lms_testing.courses import a_course
from lms_testing.enrollments import FakeEnrollments, fake_enrollments

LEARNERS = BATCH + 3


@pytest.fixture
def school() -> Iterator[FakeEnrollments]:
    """Return the enrollments of this test alone."""
    with fake_enrollments() as fake:
        yield fake


async def _course(school: FakeEnrollments) -> Course:
    course = a_course(status="published").course
    made = school.add_course(title=course.title, owner=course.owner_id)
    school.courses[course.id] = school.courses.pop(made)
    school.courses[course.id].id = course.id
    async with request_scope(function="test"):
        for _ in range(LEARNERS):
            user_id = new_id()
            school.add_person(user_id)
            await school.claim(new_id(), course_id=course.id, user_id=user_id)
    return course


async def _walk(published: CapturedEvents, first: dict[str, Any]) -> list[dict[str, Any]]:
    """Deliver the event and each that asks for the rest; return what learners are told by."""
    waiting: list[dict[str, Any]] = [first]
    told: list[dict[str, Any]] = []
    while waiting:
        before = len(published)
        assert (await deliver(close_enrollments, waiting.pop())).status_code == 204
        for each in published[before:]:
            (waiting if each["type"] == ClosureRequested.type else told).append(dict(each))
    return told


async def test_a_deleted_course_ends_every_enrollment(
    school: FakeEnrollments, published: CapturedEvents
) -> None:
    """In batches, each with an event of its own, which carries no actor."""
    course = await _course(school)
    before = len(published)

    told = await _walk(published, event(course.delete().course.as_event(CourseDeleted)))

    assert {each["type"] for each in told} == {EnrollmentEnded.type}
    assert len(told) == LEARNERS
    assert all("actorid" not in each for each in published[before:])
    assert {each.status for each in school.kept.values()} == {"ended"}


async def test_an_archived_course_keeps_its_learners(
    school: FakeEnrollments, published: CapturedEvents
) -> None:
    """They are told, and stay enrolled."""
    course = await _course(school)

    told = await _walk(published, event(course.as_event(CourseArchived)))

    assert {each["type"] for each in told} == {EnrollmentArchived.type}
    assert len(told) == LEARNERS
    assert {each.status for each in school.kept.values()} == {"active"}


async def test_a_course_without_learners_tells_nobody(
    school: FakeEnrollments, published: CapturedEvents
) -> None:
    """Also one that enrollments have never heard of."""
    del school
    told = await _walk(published, event(a_course().course.delete().course.as_event(CourseDeleted)))
    assert told == []
