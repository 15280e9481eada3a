"""What every store of progress promises: one suite for the fake and for PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

import pytest

from libs.lms_progress.tests.fake import FakeProgress
from lms_kernel import new_id, request_scope
from lms_progress import (
    CourseCompleted,
    CourseOutline,
    LessonCompleted,
    LessonResult,
    NextLesson,
    PostgresProgress,
    Recorded,
)
from lms_testing import CapturedEvents


class Classroom(Protocol):
    """Where the promises are tried: a store, and a way to make learners and seats for it."""

    store: PostgresProgress | FakeProgress
    published: CapturedEvents

    async def learner(self) -> str:
        """Create somebody and return their id."""

    async def seat(self, user_id: str, title: str = "Gardening") -> str:
        """Enroll somebody in a new course of the catalog and return its id."""

    async def leave(self, user_id: str, course_id: str) -> None:
        """Cancel somebody's enrollment."""

    async def return_to(self, user_id: str, course_id: str) -> None:
        """Enroll somebody again."""


def outline(*lessons: str, course_id: str = "", **fields: Any) -> CourseOutline:
    """Return an outline with these lessons, whose titles are their ids in capitals."""
    return CourseOutline(
        course_id=course_id or new_id(),
        course_title="Gardening",
        version=fields.pop("version", 1),
        lesson_ids=list(lessons),
        lesson_titles=[each.upper() for each in lessons],
        **fields,
    )


async def complete(
    room: Classroom, user_id: str, course: CourseOutline, *lessons: str
) -> list[Recorded]:
    """Complete lessons, each in a request of its own."""
    recorded = []
    for each in lessons:
        async with request_scope(function="record_progress"):
            recorded.append(await room.store.record(user_id, each, course, is_completed=True))
    return recorded


async def stop_at(
    room: Classroom, user_id: str, course: CourseOutline, lesson: str, seconds: int
) -> Recorded:
    """Stop in a video, in a request of its own."""
    async with request_scope(function="record_progress"):
        return await room.store.record(user_id, lesson, course, position_seconds=seconds)


async def pass_(
    room: Classroom,
    user_id: str,
    course: CourseOutline,
    lesson: str,
    *,
    is_passed: bool = True,
    acted_at: datetime | None = None,
) -> Recorded | None:
    """Record a result, in a request of its own."""
    result = LessonResult(
        user_id=user_id,
        course_id=course.course_id,
        lesson_id=lesson,
        is_passed=is_passed,
        acted_at=acted_at,
    )
    async with request_scope(function="complete_lesson"):
        return await room.store.record_result(result, course)


class ProgressContract:
    """What every store promises; subclasses give the fixture ``room``."""

    async def test_a_completed_lesson_is_a_fact_and_is_announced(self, room: Classroom) -> None:
        """The event says what the course came to with it."""
        course, ana = outline("a", "b", "c"), await room.learner()

        (recorded,) = await complete(room, ana, course, "a")

        assert (recorded.lesson_id, recorded.percent) == ("a", 33)
        assert recorded.course_completed_at is None
        (happened,) = room.published
        assert (happened["type"], happened["subject"]) == (LessonCompleted.type, ana)
        data: Any = happened["data"]
        assert data.pop("completed_at")
        assert data == {
            "user_id": ana,
            "course_id": course.course_id,
            "lesson_id": "a",
            "percent": 33,
        }
        standing = await room.store.in_lesson(ana, course.course_id, "a")
        assert standing.completed_at == recorded.completed_at is not None

    async def test_a_repeat_changes_nothing(self, room: Classroom) -> None:
        """It returns the first time, and no second event is written, nor one for the course."""
        course, ana = outline("a", "b"), await room.learner()
        first = await complete(room, ana, course, "a", "b")

        again = await complete(room, ana, course, "a", "b")

        assert [each.completed_at for each in again] == [each.completed_at for each in first]
        assert {each.course_completed_at for each in again} == {first[1].course_completed_at}
        assert room.published.types() == [
            LessonCompleted.type,
            LessonCompleted.type,
            CourseCompleted.type,
        ]
        assert len({str(each["id"]) for each in room.published}) == 3

    async def test_the_last_lesson_completes_the_course(self, room: Classroom) -> None:
        """In any order; the event names the course, and its id is that of the completion."""
        course, ana = outline("a", "b", "c"), await room.learner()

        *before, last = await complete(room, ana, course, "c", "a", "b")

        assert [each.course_completed_at for each in before] == [None, None]
        assert (last.percent, last.course_completed_at) == (100, last.completed_at)
        happened = room.published[-1]
        data: Any = happened["data"]
        assert happened["subject"] == data["completion_id"]
        assert (data["user_id"], data["course_id"], data["course_title"]) == (
            ana,
            course.course_id,
            "Gardening",
        )

    @pytest.mark.parametrize(
        ("rule", "lessons", "is_finished"),
        [
            ({"minimum_percent": 50}, ["a"], False),
            ({"minimum_percent": 50}, ["a", "d"], True),
            ({"minimum_percent": 51}, ["a", "d"], False),
            ({"minimum_percent": 1}, ["a"], True),
            ({"minimum_percent": 50, "required_lessons": ["c"]}, ["a", "b"], False),
            ({"minimum_percent": 50, "required_lessons": ["c"]}, ["a", "c"], True),
            ({"minimum_percent": 1, "required_lessons": ["b", "c"]}, ["b", "c"], True),
            ({}, ["a", "b", "c"], False),
        ],
    )
    async def test_a_course_has_a_rule_of_completion(
        self, room: Classroom, rule: dict[str, Any], lessons: list[str], is_finished: bool
    ) -> None:
        """So many percent of the lessons, and those that are required in any case."""
        course = outline("a", "b", "c", "d", **rule)

        recorded = await complete(room, await room.learner(), course, *lessons)

        assert (recorded[-1].course_completed_at is not None) == is_finished
        assert (CourseCompleted.type in room.published.types()) == is_finished
        assert recorded[-1].percent == len(lessons) * 25

    async def test_work_that_was_done_is_never_nothing(self, room: Classroom) -> None:
        """One of 200 lessons is 1 percent, also when that lesson has left the outline since."""
        course, ana = outline(*(f"l{each}" for each in range(200))), await room.learner()
        (recorded,) = await complete(room, ana, course, "l7")
        others = outline("x", "y", course_id=course.course_id, version=2)

        assert recorded.percent == 1
        assert (await room.store.in_course(ana, others)).percent == 1
        assert (await room.store.in_course(await room.learner(), others)).percent == 0

    async def test_what_was_learned_outlives_changes_of_the_outline(self, room: Classroom) -> None:
        """Percent is of today's lessons; one that returns is still completed."""
        course, ana = outline("a", "b", "c"), await room.learner()
        await complete(room, ana, course, "a", "b")

        async def percent(*lessons: str) -> int:
            today = outline(*lessons, course_id=course.course_id, version=2)
            return (await room.store.in_course(ana, today)).percent

        assert await percent("a", "c") == 50
        assert await percent("a", "b", "c", "d", "e") == 40
        assert await percent("a", "b") == 100

    async def test_a_completed_course_stays_completed(self, room: Classroom) -> None:
        """Whatever its outline becomes; completing the rest announces no second completion."""
        course, ana = outline("a"), await room.learner()
        (first,) = await complete(room, ana, course, "a")
        grown = outline("a", "b", "c", course_id=course.course_id, version=2)

        recorded = await complete(room, ana, grown, "b", "c")

        assert [each.course_completed_at for each in recorded] == [first.course_completed_at] * 2
        assert [each.percent for each in recorded] == [66, 100]
        assert room.published.types().count(CourseCompleted.type) == 1

    async def test_an_outline_that_shrank_completes_a_course(self, room: Classroom) -> None:
        """The next write finds that nothing is left to do, even one of a position."""
        course, ana = outline("a", "b"), await room.learner()
        await complete(room, ana, course, "a")
        shrunk = outline("a", course_id=course.course_id, version=2)

        recorded = await stop_at(room, ana, shrunk, "a", 7)

        assert recorded.course_completed_at is not None
        assert room.published.types() == [LessonCompleted.type, CourseCompleted.type]

    async def test_a_course_without_lessons_is_completed_by_nobody(self, room: Classroom) -> None:
        """What is left of one has an outline that is empty."""
        course, ana = outline(), await room.learner()

        (recorded,) = await complete(room, ana, course, "gone")

        assert (recorded.percent, recorded.course_completed_at) == (1, None)

    async def test_a_position_is_where_somebody_stopped_last(self, room: Classroom) -> None:
        """It is state: the last write counts, no lesson is completed and nothing is announced."""
        course, ana = outline("a", "b"), await room.learner()

        await stop_at(room, ana, course, "a", 90)
        recorded = await stop_at(room, ana, course, "a", 30)

        assert (recorded.completed_at, recorded.percent) == (None, 0)
        standing = await room.store.in_lesson(ana, course.course_id, "a")
        assert (standing.completed_at, standing.position_seconds) == (None, 30)
        assert room.published == []

    async def test_a_position_and_a_completion_can_come_together(self, room: Classroom) -> None:
        """As from a video that ran to its end."""
        course, ana = outline("a", "b"), await room.learner()
        async with request_scope():
            await room.store.record(ana, "a", course, is_completed=True, position_seconds=60)
        await stop_at(room, ana, course, "a", 12)

        standing = await room.store.in_lesson(ana, course.course_id, "a")
        assert standing.completed_at is not None
        assert standing.position_seconds == 12

    async def test_nobody_stands_anywhere_before_they_begin(self, room: Classroom) -> None:
        """Neither in a lesson nor in a course, of which there may be none."""
        course, ana = outline("a", "b"), await room.learner()

        for id_ in (course.course_id, "x"):
            standing = await room.store.in_lesson(ana, id_, "a")
            assert (standing.completed_at, standing.position_seconds) == (None, None)
        found = await room.store.in_course(ana, course)
        assert (found.percent, found.lessons, found.completed_lessons) == (0, 2, [])
        assert (found.completed_at, found.last_activity_at) == (None, None)
        assert found.next_lesson == NextLesson("a", "A")

    async def test_progress_is_of_one_person_and_course(self, room: Classroom) -> None:
        """Lessons of another course may have the same ids."""
        course, other = outline("a", "b"), outline("a", "b")
        ana, bo = await room.learner(), await room.learner()
        await complete(room, ana, course, "a")

        for person, of in ((ana, other), (bo, course)):
            assert (await room.store.in_course(person, of)).percent == 0
            assert (await room.store.in_lesson(person, of.course_id, "a")).completed_at is None

    async def test_a_course_shows_what_was_completed_of_it(self, room: Classroom) -> None:
        """In reading order, with the times, and the lesson to go on with."""
        course, ana = outline("a", "b", "c"), await room.learner()
        recorded = await complete(room, ana, course, "c", "a")

        found = await room.store.in_course(ana, course)

        assert [(each.id, each.completed_at) for each in found.completed_lessons] == [
            ("a", recorded[1].completed_at),
            ("c", recorded[0].completed_at),
        ]
        assert (found.percent, found.lessons) == (66, 3)
        assert found.next_lesson == NextLesson("b", "B")
        assert found.last_activity_at is not None

    @pytest.mark.parametrize(
        ("completed", "opened", "next_"),
        [
            ([], "b", "b"),
            (["b"], "b", "c"),
            (["a"], "c", "c"),
            (["d"], "d", "a"),
            (["a", "d"], "d", "b"),
            (["a", "b", "c", "d"], "a", None),
            (["a"], "gone", "b"),
        ],
    )
    async def test_a_learner_goes_on_where_they_stopped(
        self, room: Classroom, completed: list[str], opened: str, next_: str | None
    ) -> None:
        """With the lesson that was open, or the first after it that is left, or the first one."""
        course, ana = outline("a", "b", "c", "d"), await room.learner()
        await complete(room, ana, course, *completed)
        await stop_at(room, ana, course, opened, 0)

        found = (await room.store.in_course(ana, course)).next_lesson

        assert found == (NextLesson(next_, next_.upper()) if next_ else None)
