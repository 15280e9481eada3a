"""What every store of progress promises: one suite for the fake and for PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest

from libs.lms_progress.tests.fake import FakeProgress
from lms_kernel import Place, new_id, request_scope, utc_now
from lms_progress import (
    CourseCompleted,
    CourseOutline,
    LearningState,
    LessonCompleted,
    LessonResult,
    NextLesson,
    PostgresProgress,
    Recorded,
    by_activity,
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


class LearningContract:
    """What every store promises of the list of somebody's courses."""

    async def test_a_list_has_ones_own_courses(self, room: Classroom) -> None:
        """The latest activity first, with how far one got and where to go on."""
        ana, bo = await room.learner(), await room.learner()
        ids = [await room.seat(ana, each) for each in ("Gardening", "Bees", "Soil")]
        await room.seat(bo)
        courses = [outline("a", "b", course_id=each) for each in ids]
        await complete(room, ana, courses[2], "a", "b")
        await complete(room, ana, courses[0], "b")

        found = await room.store.page(ana, limit=10)

        assert [each.course_title for each in found.items] == ["Gardening", "Soil", "Bees"]
        assert [each.percent for each in found.items] == [50, 100, 0]
        assert [each.lessons_completed for each in found.items] == [1, 2, 0]
        assert [each.lessons for each in found.items][:2] == [2, 2]
        assert [each.next_lesson for each in found.items] == [NextLesson("a", "A"), None, None]
        assert [each.completed_at is not None for each in found.items] == [False, True, False]
        assert found.total == 3
        first = found.items[0]
        assert (first.course_id, first.course_slug) == (ids[0], "gardening")
        assert (first.course_status, first.enrolled_at < first.last_activity_at) == (
            "published",
            True,
        )

    async def test_a_list_is_of_active_or_of_finished_courses(self, room: Classroom) -> None:
        """Finished is what was completed at some time, whatever the outline has become."""
        ana = await room.learner()
        done, open_ = await room.seat(ana), await room.seat(ana)
        await complete(room, ana, outline("a", course_id=done), "a")
        async with request_scope():
            await room.store.keep_outline(outline("a", "b", "c", course_id=done, version=2))

        async def listed(state: LearningState) -> list[tuple[str, int]]:
            found = await room.store.page(ana, state=state, limit=10)
            assert found.total == len(found.items)
            return [(each.course_id, each.percent) for each in found.items]

        assert await listed("finished") == [(done, 33)]
        assert await listed("active") == [(open_, 0)]

    async def test_a_list_knows_the_newest_outline(self, room: Classroom) -> None:
        """An older one that comes late changes nothing."""
        ana = await room.learner()
        course_id = await room.seat(ana)
        await complete(room, ana, outline("a", "b", course_id=course_id, version=2), "a")
        for version, lessons in ((3, "abcd"), (1, "x"), (2, "y")):
            await room.store.keep_outline(outline(*lessons, course_id=course_id, version=version))

        (found,) = (await room.store.page(ana, limit=10)).items

        assert (found.percent, found.lessons, found.next_lesson) == (25, 4, NextLesson("b", "B"))

    async def test_a_lesson_is_found_by_the_slug_of_its_course(self, room: Classroom) -> None:
        """As by its id: a reader of the page knows no more."""
        ana = await room.learner()
        course_id = await room.seat(ana, "Bees and hives")
        course = outline("a", "b", course_id=course_id)
        await complete(room, ana, course, "a")
        await stop_at(room, ana, course, "a", 8)

        by_slug = await room.store.in_lesson(ana, "bees-and-hives", "a")

        assert by_slug == await room.store.in_lesson(ana, course_id, "a")
        assert (by_slug.completed_at is not None, by_slug.position_seconds) == (True, 8)

    async def test_facts_outlive_a_seat(self, room: Classroom) -> None:
        """Learners who left a course do not see it; after enrolling again they go on as before."""
        ana = await room.learner()
        course_id = await room.seat(ana)
        course = outline("a", "b", course_id=course_id)
        await complete(room, ana, course, "a")

        await room.leave(ana, course_id)
        gone = await room.store.page(ana, limit=10)
        await room.return_to(ana, course_id)
        (again,) = (await room.store.page(ana, limit=10)).items

        assert (gone.items, gone.total) == ([], 0)
        assert (again.percent, again.next_lesson) == (50, NextLesson("b", "B"))

    async def test_a_result_is_recorded_for_those_who_had_a_seat(self, room: Classroom) -> None:
        """Also when they have left; nobody else completes anything, and nothing is announced."""
        ana, bo, eve = [await room.learner() for _ in range(3)]
        course_id = await room.seat(ana)
        await room.return_to(bo, course_id)
        await room.leave(bo, course_id)
        course = outline("a", course_id=course_id)

        recorded = [await pass_(room, each, course, "a") for each in (ana, bo, eve)]

        assert [each is not None and each.percent for each in recorded] == [100, 100, False]
        assert (await room.store.in_course(eve, course)).completed_lessons == []
        assert {each["data"]["user_id"] for each in room.published} == {ana, bo}  # type: ignore[index]

    async def test_a_result_alone_is_no_activity(self, room: Classroom) -> None:
        """A grade completes a lesson: where the learner goes on, and since when, is unchanged."""
        ana, bo = await room.learner(), await room.learner()
        course_id = await room.seat(ana)
        await room.return_to(bo, course_id)
        course = outline("a", "b", "c", "d", course_id=course_id)
        await stop_at(room, ana, course, "b", 5)
        before = await room.store.in_course(ana, course)

        for each in (ana, bo):
            await pass_(room, each, course, "c")

        after = await room.store.in_course(ana, course)
        assert [each.id for each in after.completed_lessons] == ["c"]
        assert (after.next_lesson, after.last_activity_at) == (
            NextLesson("b", "B"),
            before.last_activity_at,
        )
        unseen = await room.store.in_course(bo, course)
        assert (unseen.percent, unseen.next_lesson) == (25, NextLesson("a", "A"))
        assert unseen.last_activity_at is None
        (listed,) = (await room.store.page(bo, limit=9)).items
        assert listed.last_activity_at == listed.enrolled_at

    async def test_what_the_learner_did_is_activity_when_they_did_it(self, room: Classroom) -> None:
        """A delivery that comes late, or again, does not lead back to the lesson."""
        ana = await room.learner()
        course = outline("a", "b", "c", course_id=await room.seat(ana))
        days = [utc_now() - timedelta(days=each) for each in (9, 5, 7)]

        for lesson, at in zip("abc", days, strict=True):
            await pass_(room, ana, course, lesson, is_passed=lesson == "a", acted_at=at)
        await pass_(room, ana, course, "a", acted_at=days[0])

        found = await room.store.in_course(ana, course)
        assert found.last_activity_at == days[1]
        assert (found.percent, found.next_lesson) == (33, NextLesson("b", "B"))

    async def test_pages_cover_a_list_without_gaps(self, room: Classroom) -> None:
        """Following positions or numbers shows every course once; the total stays."""
        ana = await room.learner()
        ids = [await room.seat(ana) for _ in range(5)]
        for each in (1, 3):
            await stop_at(room, ana, outline("a", course_id=ids[each]), "a", 1)
        expected = [ids[each] for each in (3, 1, 4, 2, 0)]

        by_number = [await room.store.page(ana, limit=2, offset=each) for each in (0, 2, 4)]
        by_position: list[str] = []
        after: Place | None = None
        while (page := await room.store.page(ana, limit=2, after=after)).items:
            by_position += [each.course_id for each in page.items]
            after = by_activity(page.items[-1])
            assert page.total == 5

        assert [each.course_id for page in by_number for each in page.items] == expected
        assert by_position == expected
