"""What every store of enrollments promises about courses that end (decision 0058)."""

from __future__ import annotations

from typing import Any

import pytest

from libs.lms_enrollments.tests.contract import School, cancel, claim
from lms_enrollments import (
    ClosureRequested,
    CourseNotFound,
    Enrollment,
    EnrollmentArchived,
    EnrollmentEnded,
    EnrollmentStatus,
    Selection,
)
from lms_kernel import Part, new_id, request_scope


async def close(school: School, course_id: str, *, is_deleted: bool, limit: int) -> None:
    """Close the enrollments of a course, step by step."""
    closure: ClosureRequested | None = ClosureRequested(
        course_id=course_id, course_title="Gardening", version=2, is_deleted=is_deleted
    )
    while closure is not None:
        async with request_scope(function="close_enrollments"):
            last = await school.store.close(closure, limit)
        closure = None if last is None else closure.following(last)


async def ask(
    school: School, viewer: str, status: EnrollmentStatus | None = None
) -> Part[Enrollment]:
    """Return what a learner sees of their enrollments."""
    own = Selection(viewer=viewer, user_id=viewer, status=status)
    return await school.store.page(own, limit=10)


def _data(event: dict[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = event["data"]
    return data


class ClosingContract:
    """What every store promises; subclasses give the fixture ``school``."""

    async def test_enrollments_end_with_a_deleted_course(self, school: School) -> None:
        """Each learner is told once, whatever the steps; seats are free, but nobody takes one."""
        course, ana = await school.course(capacity=9), await school.person()
        people = [await school.person() for _ in range(5)]
        for each in people:
            await claim(school, course, each)
        other = await claim(school, await school.course(), ana)
        await school.close_account(people[0])
        await school.delete(course)
        before = len(school.published)

        await close(school, course, is_deleted=True, limit=2)

        told = school.published[before:]
        assert [each["type"] for each in told] == [EnrollmentEnded.type] * 5
        assert {_data(each)["user_id"] for each in told} == set(people)
        assert {_data(each)["course_title"] for each in told} == {"Gardening"}
        assert len({each["id"] for each in told}) == 5
        assert {each["subject"] for each in told} == {_data(each)["enrollment_id"] for each in told}
        assert await school.taken(course) == 0
        (ended,) = (await ask(school, viewer=people[1])).items
        assert (ended.status, ended.end_reason, ended.cancelled_at) == (
            "ended",
            "course-deleted",
            None,
        )
        assert ended.ended_at is not None
        assert (await ask(school, viewer=people[1], status="cancelled")).items == []
        assert (await ask(school, viewer=people[1], status="ended")).items == [ended]
        assert [each.id for each in (await ask(school, viewer=ana)).items] == [other.id]
        with pytest.raises(CourseNotFound):
            await claim(school, course, ana)
        await cancel(school, ended.id, people[1])
        await close(school, course, is_deleted=True, limit=2)
        assert len(school.published) == before + 5

    async def test_enrollments_outlive_an_archived_course(self, school: School) -> None:
        """Each learner with an open account is told once; their seats and enrollments stay."""
        course = await school.course()
        people = [await school.person() for _ in range(5)]
        for each in people:
            await claim(school, course, each)
        await school.close_account(people[0])
        before = len(school.published)

        await close(school, course, is_deleted=False, limit=2)

        told = school.published[before:]
        assert [each["type"] for each in told] == [EnrollmentArchived.type] * 4
        assert {_data(each)["user_id"] for each in told} == set(people[1:])
        assert await school.taken(course) == 5
        (kept,) = (await ask(school, viewer=people[1])).items
        assert (kept.status, kept.ended_at) == ("active", None)
        assert await school.store.attends(people[1], course)
        assert not await school.store.attends(new_id(), course)
