"""Reports on a real PostgreSQL: the promises, and what only concurrency can break."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from libs.lms_reports.tests.contract import NOW, ReportsContract, ago, enroll, report
from lms_kernel import request_scope
from lms_postgres import Database
from lms_progress import CourseOutline, progress
from lms_reports import LessonToDo
from lms_reports._sql import LOCK
from lms_testing import CapturedEvents
from tests.integration.staffroom import PostgresStaffroom


@pytest.fixture
def room(postgres: Database) -> PostgresStaffroom:
    """Return a staffroom in the module's database."""
    return PostgresStaffroom(postgres)


class TestPostgresReports(ReportsContract):
    """The promises, kept by PostgreSQL."""


async def test_watching_is_activity(room: PostgresStaffroom) -> None:
    """It is no event, so the report looks where progress keeps it: nobody who watches is stuck."""
    course = await room.course("a", "b", "c")
    (ana,) = await enroll(room, course, 30)
    assert len(await report(room, course, stuck_since=ago(14))) == 1

    await room.open(ana, course, "b", ago(1))

    assert await report(room, course, stuck_since=ago(14)) == []
    (found,) = await report(room, course)
    assert (found.last_activity_at, found.next_lesson) == (ago(1), LessonToDo("b", "B"))


async def test_the_newest_grade_of_the_newest_version_counts(room: PostgresStaffroom) -> None:
    """Until a new version is graded, the grade of the one before is shown."""
    course = await room.course("heap")
    (ana,) = await enroll(room, course, 9)
    first = await room.hand_in(ana, course, "heap", 1)
    await room.grade(first, 15)
    await room.grade(first, 5)
    await room.hand_in(ana, course, "heap", 2)

    await room.store.refresh([(ana, course)])

    (found,) = await report(room, course)
    (grade,) = found.grades
    assert (grade.points, grade.max_points, grade.percent, grade.is_passed) == (5, 20, 25, False)
    assert found.last_activity_at == NOW + timedelta(seconds=2)


async def test_whoever_comes_back_is_reported_again(room: PostgresStaffroom) -> None:
    """With what they had done before; enrolling again is a sign of life."""
    course = await room.course("a", "b")
    (ana,) = await enroll(room, course, 30)
    await room.complete(ana, course, "a", ago(29))
    await room.leave(ana, course)
    await room.enroll_again(ana, course, ago(1))

    await room.store.refresh([(ana, course)])

    (found,) = await report(room, course)
    assert (found.enrolled_at, found.percent) == (ago(1), 50)
    assert await report(room, course, stuck_since=ago(14)) == []


async def test_a_report_goes_with_its_person(room: PostgresStaffroom) -> None:
    """Nothing of somebody who was erased is left, and an event that comes late adds nothing."""
    course = await room.course("a")
    (ana,) = await enroll(room, course, 3)
    await room.write("DELETE FROM enrollments WHERE user_id = %(id)s", id=ana)
    await room.write("DELETE FROM users WHERE id = %(id)s", id=ana)

    await room.store.refresh([(ana, course)])

    assert await report(room, course) == []


async def test_of_simultaneous_refreshes_the_newest_fact_stays(room: PostgresStaffroom) -> None:
    """Each fact is followed by a refresh, twenty at a time, and all of them are in the report."""
    lessons = [f"l{each}" for each in range(20)]
    course = await room.course(*lessons)
    people = await enroll(room, course, 3, 2)

    async def learn(user_id: str, lesson_id: str) -> None:
        await room.complete(user_id, course, lesson_id, ago(1))
        await room.store.refresh([(user_id, course)])

    # Meanwhile both are made again together, in either order: nobody waits in a circle.
    both = [(each, course) for each in people]
    await asyncio.gather(
        *(learn(person, each) for person in people for each in lessons),
        *(room.store.refresh(both if each % 2 else both[::-1]) for each in range(10)),
    )

    assert [each.percent for each in await report(room, course)] == [100, 100]


async def test_a_rebuild_next_to_live_traffic_loses_nothing(
    room: PostgresStaffroom, broker: CapturedEvents
) -> None:
    """All rows are lost; while they are made again, learners learn, and their events arrive."""
    lessons = [f"l{each}" for each in range(8)]
    course = await room.course(*lessons)
    people = await enroll(room, course, *([9] * 30))
    for each in people:
        await room.complete(each, course, "l0", ago(5))
    await room.write("DELETE FROM learner_reports")
    await room.write("DELETE FROM course_progress")
    outline = CourseOutline(
        course_id=course,
        course_title="Gardening",
        version=1,
        lesson_ids=lessons,
        lesson_titles=[each.upper() for each in lessons],
    )

    async def rebuild() -> None:
        after: str | None = None
        while True:
            step = await room.store.following(after, 7)
            await progress().replay(step.items)
            await room.store.refresh(step.items)
            if (after := step.last) is None:
                return

    async def learn(user_id: str) -> None:
        for each in lessons[1:]:
            async with request_scope(function="record_progress"):
                await progress().record(user_id, each, outline, is_completed=True)
            await room.store.refresh([(user_id, course)])

    await asyncio.gather(rebuild(), *(learn(each) for each in people[:10]), rebuild())
    newcomer = await room.enroll(course, ago(1))
    await room.store.refresh([(newcomer, course)])

    found = {each.user_id: each for each in await report(room, course)}
    assert found.keys() == {*people, newcomer}
    assert {found[each].percent for each in people[:10]} == {100}
    assert {found[each].percent for each in people[10:]} == {12}
    mine = await progress().in_course(people[0], outline)
    assert {each.id for each in mine.completed_lessons} == set(lessons)
    theirs = await progress().in_course(people[-1], outline)
    assert [(each.id, each.completed_at) for each in theirs.completed_lessons] == [("l0", ago(5))]
    assert theirs.last_activity_at == ago(5)


async def test_a_rebuild_takes_back_what_never_was(room: PostgresStaffroom) -> None:
    """A report that says something else than the facts, in its grades and in its lessons."""
    course = await room.course("a", "b")
    (ana,) = await enroll(room, course, 9)
    await room.write(
        "UPDATE learner_reports SET completed_lessons = %(ids)s, completed_at = now()"
        " WHERE user_id = %(id)s",
        ids=["a", "b"],
        id=ana,
    )
    assert (await report(room, course))[0].percent == 100

    await room.store.refresh([(ana, course)])

    (found,) = await report(room, course)
    assert (found.percent, found.completed_at) == (0, None)


async def test_a_refresh_that_waited_sees_what_was_committed_meanwhile(
    room: PostgresStaffroom,
) -> None:
    """It reads behind the lock: whichever is last has seen the newest fact."""
    course = await room.course("a")
    (ana,) = await enroll(room, course, 9)
    async with room.pool.transaction() as other:
        pairs = {"user_ids": [ana], "course_ids": [course]}
        await other.execute(LOCK, pairs, name="test_lock")
        waiting = asyncio.create_task(room.store.refresh([(ana, course)]))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        await room.complete(ana, course, "a", ago(1))

    await waiting

    assert [each.percent for each in await report(room, course)] == [100]
