"""What every store of reports promises: one suite for the fake and for PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest

from libs.lms_reports.tests.fake import FakeReports
from lms_kernel import Place, utc_now
from lms_reports import (
    LearnerReport,
    LessonToDo,
    PostgresReports,
    ReportOrder,
    ReportSelection,
    by_enrollment,
    by_sight,
    seen_at,
)


class Staffroom(Protocol):
    """Where the promises are tried: a store, and a way to let learners act."""

    store: PostgresReports | FakeReports

    async def course(self, *lessons: str) -> str:
        """Create a course with these lessons, whose titles are their ids in capitals."""

    async def enroll(self, course_id: str, at: datetime) -> str:
        """Enroll somebody new called Ana, at that time, and return their id."""

    async def close(self, user_id: str) -> None:
        """Close somebody's account."""

    async def leave(self, user_id: str, course_id: str) -> None:
        """Give the seat back."""

    async def complete(
        self,
        user_id: str,
        course_id: str,
        lesson_id: str,
        at: datetime,
        *,
        is_by_result: bool = False,
    ) -> None:
        """Complete a lesson, by the learner's word or by a result."""

    async def finish(self, user_id: str, course_id: str, at: datetime) -> None:
        """Complete the course."""

    async def score(
        self, user_id: str, course_id: str, lesson_id: str, percent: int, at: datetime
    ) -> None:
        """Finish an attempt at a quiz; half is a pass."""


NOW = utc_now()


def ago(days: int) -> datetime:
    """Return the time so many days before the tests began."""
    return NOW - timedelta(days=days)


async def report(room: Staffroom, course_id: str, **selected: Any) -> list[LearnerReport]:
    """Return the whole report."""
    selection = ReportSelection(course_id=course_id, **selected)
    return (await room.store.page(selection, limit=100)).items


async def enroll(room: Staffroom, course_id: str, *days: int) -> list[str]:
    """Enroll somebody so many days ago, for each number, and refresh their reports."""
    people = [await room.enroll(course_id, ago(each)) for each in days]
    await room.store.refresh([(each, course_id) for each in people])
    return people


class ReportsContract:
    """What every store promises; subclasses give the fixture ``room``."""

    async def test_a_report_says_where_somebody_stands(self, room: Staffroom) -> None:
        """What was completed of today's outline, what is next, grades, and the last activity."""
        course = await room.course("a", "b", "c")
        (ana,) = await enroll(room, course, 9)
        await room.complete(ana, course, "a", ago(5))
        await room.score(ana, course, "b", 40, ago(4))
        await room.score(ana, course, "b", 20, ago(3))

        await room.store.refresh([(ana, course)])

        (found,) = await report(room, course)
        assert (found.user_id, found.name, found.email) == (ana, "Ana", f"{ana}@example.org")
        assert (found.percent, found.lessons, found.lessons_completed) == (33, 3, 1)
        assert found.next_lesson == LessonToDo("b", "B")
        (grade,) = found.grades
        assert (grade.lesson_id, grade.title) == ("b", "B")
        assert (grade.percent, grade.is_passed, grade.max_points) == (40, False, None)
        assert found.average_percent == 40
        assert (found.enrolled_at, found.last_activity_at) == (ago(9), ago(3))
        assert found.completed_at is None

    async def test_whoever_never_began_is_there(self, room: Staffroom) -> None:
        """With nothing done, and the first lesson to do."""
        course = await room.course("a", "b")
        await enroll(room, course, 2)

        (found,) = await report(room, course)

        assert (found.percent, found.last_activity_at, found.grades) == (0, None, [])
        assert (found.next_lesson, found.average_percent) == (LessonToDo("a", "A"), None)

    async def test_a_repeat_and_another_order_change_nothing(self, room: Staffroom) -> None:
        """A refresh reads what is known: late events and redelivered ones find the same."""
        course = await room.course("a", "b")
        (ana,) = await enroll(room, course, 9)
        await room.complete(ana, course, "a", ago(5))
        await room.complete(ana, course, "b", ago(6))
        await room.store.refresh([(ana, course), (ana, course)])
        first = await report(room, course)

        await room.store.refresh([(ana, course)])

        assert await report(room, course) == first
        assert first[0].last_activity_at == ago(5)

    async def test_whoever_leaves_is_not_reported(self, room: Staffroom) -> None:
        """Their address is theirs again."""
        course = await room.course("a")
        ana, bo = await enroll(room, course, 3, 2)
        await room.leave(ana, course)

        await room.store.refresh([(ana, course)])

        assert [each.user_id for each in await report(room, course)] == [bo]

    async def test_stuck_is_who_did_nothing_since(self, room: Staffroom) -> None:
        """Also those who never began; not who enrolled or did something since, or is done."""
        course = await room.course("a", "b")
        idle, never, active, done, new = await enroll(room, course, 40, 30, 40, 40, 2)
        await room.complete(idle, course, "a", ago(20))
        await room.complete(active, course, "a", ago(3))
        await room.complete(done, course, "a", ago(35))
        await room.finish(done, course, ago(35))
        people = [idle, never, active, done, new]
        await room.store.refresh([(each, course) for each in people])

        stuck = await report(room, course, stuck_since=ago(14))

        assert [each.user_id for each in stuck] == [never, idle]
        assert len(await report(room, course)) == len(people)
        assert {each.user_id for each in await report(room, course, stuck_since=ago(0))} == {
            idle,
            never,
            active,
            new,
        }

    async def test_those_who_are_stuck_are_walked_by_their_ids(self, room: Staffroom) -> None:
        """In steps, without those whose account is closed; nobody else is among them."""
        course = await room.course("a")
        people = await enroll(room, course, 40, 40, 40, 40, 2)
        *stuck, closed, _ = people
        await room.close(closed)
        stuck.sort()

        first = await room.store.stuck(course, ago(14), after=None, limit=2)
        rest = await room.store.stuck(course, ago(14), after=first.last, limit=2)

        assert await room.store.count_stuck(course, ago(14)) == 3
        assert [each.user_id for each in first.items + rest.items] == stuck
        assert (first.last, rest.last) == (stuck[1], None)
        assert first.items[0].email == f"{stuck[0]}@example.org"

    async def test_a_result_is_no_activity(self, room: Staffroom) -> None:
        """What a teacher grades completes a lesson; the learner who did nothing stays stuck."""
        course = await room.course("a", "b")
        (ana,) = await enroll(room, course, 40)
        await room.complete(ana, course, "a", ago(30))
        await room.complete(ana, course, "b", ago(1), is_by_result=True)

        await room.store.refresh([(ana, course)])

        (found,) = await report(room, course, stuck_since=ago(14))
        assert (found.percent, found.last_activity_at) == (100, ago(30))

    @pytest.mark.parametrize("order", ["activity", "enrolled"])
    async def test_pages_show_each_learner_once(self, room: Staffroom, order: ReportOrder) -> None:
        """By number and by place, in the order that was asked for; the total is of all."""
        course = await room.course("a")
        people = await enroll(room, course, 5, 4, 3, 2)
        expected = people if order == "activity" else people[::-1]
        selection = ReportSelection(course_id=course, order=order)
        place_of = by_sight if order == "activity" else by_enrollment

        first = await room.store.page(selection, limit=3)
        after: Place = place_of(first.items[-1])
        rest = await room.store.page(selection, limit=3, after=after)
        second = await room.store.page(selection, limit=3, offset=3)

        assert [each.user_id for each in first.items + rest.items] == expected
        assert (rest.items, rest.total, first.total) == (second.items, 4, 4)

    async def test_whoever_came_back_was_seen_when_they_enrolled_again(
        self, room: Staffroom
    ) -> None:
        """What they did before is older; the next page goes on behind them, and not before."""
        course = await room.course("a")
        other, back, new = await enroll(room, course, 5, 3, 2)
        await room.complete(back, course, "a", ago(9))
        await room.store.refresh([(back, course)])
        selection = ReportSelection(course_id=course)

        first = await room.store.page(selection, limit=2)
        rest = await room.store.page(selection, limit=2, after=by_sight(first.items[-1]))

        assert [each.user_id for each in first.items] == [other, back]
        assert [each.user_id for each in rest.items] == [new]
        assert seen_at(first.items[-1]) == ago(3)

    async def test_a_lesson_that_is_gone_counts_as_work(self, room: Staffroom) -> None:
        """At least 1 %, and its grade is not shown: it is not of today's outline."""
        course = await room.course("a")
        (ana,) = await enroll(room, course, 9)
        await room.complete(ana, course, "gone", ago(5))
        await room.score(ana, course, "gone", 90, ago(5))

        await room.store.refresh([(ana, course)])

        (found,) = await report(room, course)
        assert (found.percent, found.lessons_completed, found.grades) == (1, 0, [])
