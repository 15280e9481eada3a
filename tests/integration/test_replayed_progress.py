"""Progress that is made again from the facts, on a real PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from libs.lms_reports.tests.contract import NOW, ago, enroll
from lms_postgres import Database
from lms_progress import progress
from tests.integration.staffroom import PostgresStaffroom


@pytest.fixture
def room(postgres: Database) -> PostgresStaffroom:
    """Return a staffroom in the module's database."""
    return PostgresStaffroom(postgres)


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
