"""Reports on a real PostgreSQL: the promises, and what only concurrency can break."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from libs.lms_reports.tests.contract import NOW, ReportsContract, ago, enroll, report
from lms_kernel import new_id, request_scope
from lms_postgres import Database, Jsonb
from lms_progress import CourseOutline, progress
from lms_reports import LessonToDo, PostgresReports
from lms_reports._sql import LOCK
from lms_testing import CapturedEvents

if TYPE_CHECKING:
    from libs.lms_reports.tests.fake import FakeReports


class PostgresStaffroom:
    """Learners in the tables of the colleagues' contexts."""

    def __init__(self, pool: Database) -> None:
        """Use the given pool."""
        self.store: PostgresReports | FakeReports = PostgresReports()
        self.pool = pool

    async def write(self, sql: str, **values: object) -> None:
        """Run a statement."""
        await self.pool.execute(sql, values, name="test_write")

    async def course(self, *lessons: str) -> str:
        """Create a course with these lessons."""
        course_id = new_id()
        await self.write(
            "INSERT INTO course_outlines (course_id, version, lesson_ids, lesson_titles)"
            " VALUES (%(id)s, 1, %(ids)s, %(titles)s)",
            id=course_id,
            ids=list(lessons),
            titles=[each.upper() for each in lessons],
        )
        return course_id

    async def enroll(self, course_id: str, at: datetime) -> str:
        """Enroll somebody new called Ana."""
        user_id = new_id()
        await self.write(
            "INSERT INTO users (id, email, name, password_hash)"
            " VALUES (%(id)s, %(email)s, 'Ana', '')",
            id=user_id,
            email=f"{user_id}@example.org",
        )
        await self.enroll_again(user_id, course_id, at)
        return user_id

    async def enroll_again(self, user_id: str, course_id: str, at: datetime) -> None:
        """Give somebody a seat."""
        await self.write(
            "INSERT INTO enrollments (id, user_id, course_id, created_at)"
            " VALUES (%(id)s, %(user)s, %(course)s, %(at)s)",
            id=new_id(),
            user=user_id,
            course=course_id,
            at=at,
        )

    async def close(self, user_id: str) -> None:
        """Close somebody's account."""
        await self.write("UPDATE users SET active = false WHERE id = %(id)s", id=user_id)

    async def leave(self, user_id: str, course_id: str) -> None:
        """Give the seat back."""
        await self.write(
            "UPDATE enrollments SET cancelled_at = now()"
            " WHERE user_id = %(user)s AND course_id = %(course)s",
            user=user_id,
            course=course_id,
        )

    async def complete(
        self,
        user_id: str,
        course_id: str,
        lesson_id: str,
        at: datetime,
        *,
        is_by_result: bool = False,
    ) -> None:
        """Complete a lesson."""
        await self.write(
            "INSERT INTO lesson_completions"
            " VALUES (%(user)s, %(course)s, %(lesson)s, %(at)s, %(by_result)s)",
            by_result=is_by_result,
            user=user_id,
            course=course_id,
            lesson=lesson_id,
            at=at,
        )

    async def finish(self, user_id: str, course_id: str, at: datetime) -> None:
        """Complete the course."""
        await self.write(
            "INSERT INTO course_completions VALUES (%(id)s, %(user)s, %(course)s, %(at)s)",
            id=new_id(),
            user=user_id,
            course=course_id,
            at=at,
        )

    async def score(
        self, user_id: str, course_id: str, lesson_id: str, percent: int, at: datetime
    ) -> None:
        """Finish an attempt at a quiz."""
        await self.write(
            "INSERT INTO quiz_versions VALUES ('v', '{}') ON CONFLICT DO NOTHING",
        )
        await self.write(
            """
            INSERT INTO quiz_attempts (
                id, user_id, course_id, lesson_id, number, version, seed, started_at, finished_at,
                points, max_points, score_percent, is_passed, marks)
            SELECT %(id)s, %(user)s, %(course)s, %(lesson)s, count(*) + 1, 'v', '', %(at)s, %(at)s,
                   0, 1, %(percent)s, %(percent)s >= 50, '[]'
            FROM quiz_attempts WHERE user_id = %(user)s AND course_id = %(course)s
            """,
            id=new_id(),
            user=user_id,
            course=course_id,
            lesson=lesson_id,
            percent=percent,
            at=at,
        )

    async def hand_in(self, user_id: str, course_id: str, lesson_id: str, version: int) -> str:
        """Hand in a version of an exercise for 20 points and return its id."""
        submission_id = new_id()
        await self.write(
            """
            INSERT INTO submissions (id, user_id, course_id, lesson_id, version, course_title,
                                     lesson_title, text, max_points, created_at)
            VALUES (%(id)s, %(user)s, %(course)s, %(lesson)s, %(version)s, '', '', 'x', 20, %(at)s)
            """,
            id=submission_id,
            user=user_id,
            course=course_id,
            lesson=lesson_id,
            version=version,
            at=NOW + timedelta(seconds=version),
        )
        return submission_id

    async def grade(self, submission_id: str, points: int) -> None:
        """Grade a submission; half of the points pass."""
        await self.write(
            "INSERT INTO submission_grades (id, submission_id, grader_id, points, comment,"
            " is_passed) VALUES (%(id)s, %(submission)s, %(id)s, %(points)s, '', %(points)s >= 10)",
            id=new_id(),
            submission=submission_id,
            points=points,
        )

    async def open(self, user_id: str, course_id: str, lesson_id: str, at: datetime) -> None:
        """Watch a lesson without completing it."""
        await self.write(
            "INSERT INTO course_progress"
            " (user_id, course_id, last_lesson_id, completed, updated_at)"
            " VALUES (%(user)s, %(course)s, %(lesson)s, %(none)s, %(at)s)",
            user=user_id,
            course=course_id,
            lesson=lesson_id,
            none=Jsonb({}),
            at=at,
        )


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


async def test_replayed_progress_keeps_where_somebody_stopped(room: PostgresStaffroom) -> None:
    """A row that is there gains what is missing; a lost one begins at the latest thing known."""
    course = await room.course("a", "b", "c")
    ana, bo = await enroll(room, course, 9, 9)
    for each in (ana, bo):
        await room.complete(each, course, "a", ago(5))
    await room.open(ana, course, "c", ago(2))
    await room.write(
        "INSERT INTO lesson_positions VALUES (%(user)s, %(course)s, 'b', 40, %(at)s)",
        user=bo,
        course=course,
        at=ago(3),
    )

    for _ in range(2):
        await progress().replay([(ana, course), (bo, course)])

    rows = await room.pool.fetch_all(
        "SELECT user_id, last_lesson_id, updated_at, completed ? 'a' AS has_a"
        " FROM course_progress WHERE course_id = %(id)s LIMIT 9",
        {"id": course},
        name="test_rows",
    )
    assert {row["user_id"]: tuple(row.values())[1:] for row in rows} == {
        ana: ("c", ago(2), True),
        bo: ("b", ago(3), True),
    }


async def test_replayed_progress_agrees_with_the_report(room: PostgresStaffroom) -> None:
    """Both begin at what the learner did last: not at a grade, nor at a look at an attempt."""
    course = await room.course("a", "heap", "quiz")
    ana, bo, eve = await enroll(room, course, 30, 30, 30)
    await room.complete(ana, course, "a", ago(20))
    submission = await room.hand_in(ana, course, "heap", 1)
    await room.grade(submission, 15)
    await room.complete(ana, course, "heap", NOW + timedelta(hours=1), is_by_result=True)
    await room.score(bo, course, "quiz", 90, ago(2))
    await room.complete(bo, course, "quiz", ago(1), is_by_result=True)
    await room.score(eve, course, "quiz", 10, ago(1))
    await room.write(
        "UPDATE quiz_attempts SET started_at = %(begun)s, saved_at = %(saved)s,"
        " deadline = %(saved)s WHERE user_id = %(user)s",
        user=eve,
        begun=ago(9),
        saved=ago(8),
    )
    learners = [(each, course) for each in (ana, bo, eve)]

    await progress().replay(learners)
    await room.store.refresh(learners)

    rows = await room.pool.fetch_all(
        "SELECT p.user_id, p.last_lesson_id, p.updated_at, r.last_activity_at"
        " FROM course_progress AS p JOIN learner_reports AS r USING (user_id, course_id)"
        " WHERE course_id = %(id)s LIMIT 9",
        {"id": course},
        name="test_rows",
    )
    handed_in = NOW + timedelta(seconds=1)
    assert {row["user_id"]: tuple(row.values())[1:] for row in rows} == {
        ana: ("heap", handed_in, handed_in),
        bo: ("quiz", ago(2), ago(2)),
        eve: ("quiz", ago(8), ago(8)),
    }


async def test_replayed_progress_of_a_grade_alone_has_no_time(room: PostgresStaffroom) -> None:
    """It is completed; when the learner did something is not known, and nothing is made up."""
    course = await room.course("a", "b")
    (ana,) = await enroll(room, course, 9)
    await room.complete(ana, course, "a", ago(1), is_by_result=True)

    await progress().replay([(ana, course)])

    (row,) = await room.pool.fetch_all(
        "SELECT last_lesson_id, updated_at, completed ? 'a' AS has_a"
        " FROM course_progress WHERE user_id = %(id)s LIMIT 2",
        {"id": ana},
        name="test_rows",
    )
    assert tuple(row.values()) == (None, None, True)


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
