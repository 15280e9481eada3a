"""Progress on a real PostgreSQL: the promises, and what only concurrency can break."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from libs.lms_progress.tests.contract import ProgressContract, complete, outline
from libs.lms_progress.tests.contract_learning import LearningContract
from lms_kernel import Unavailable, new_id, request_scope, slugify
from lms_postgres import Database, PostgresOutbox
from lms_progress import CourseCompleted, CourseOutline, LessonCompleted, PostgresProgress, Recorded
from lms_testing import CapturedEvents

if TYPE_CHECKING:
    from libs.lms_progress.tests.fake import FakeProgress

CROWD = 1000


class PostgresClassroom:
    """Learners and seats in the tables of the colleagues' contexts."""

    def __init__(self, pool: Database, published: CapturedEvents) -> None:
        """Use the given pool."""
        self.store: PostgresProgress | FakeProgress = PostgresProgress()
        self.published = published
        self.pool = pool

    async def learner(self) -> str:
        """Create somebody and return their id."""
        return (await self.learners(1))[0]

    async def learners(self, count: int) -> list[str]:
        """Create many people at once and return their ids."""
        ids = [new_id() for _ in range(count)]
        await self.pool.execute(
            """
            INSERT INTO users (id, email, name, password_hash)
            SELECT id, id || '@example.org', 'Ana', '' FROM unnest(%(ids)s::uuid[]) AS id
            """,
            {"ids": ids},
            name="test_people",
        )
        return ids

    async def seat(self, user_id: str, title: str = "Gardening") -> str:
        """Enroll somebody in a new course of the catalog and return its id."""
        course_id = new_id()
        await self.pool.execute(
            """
            INSERT INTO catalog (
                course_id, version, slug, title, summary, category, level, tags, language,
                price_amount, price_currency, lessons, duration_minutes, status, owner_id,
                created_at, updated_at, document, words)
            VALUES (%(id)s, 1, %(slug)s, %(title)s, '', 'garden', 'beginner', '{}', 'en',
                    0, 'EUR', 3, 1, 'published', %(owner)s, now(), now(), '', '{}')
            """,
            {"id": course_id, "title": title, "slug": slugify(title), "owner": new_id()},
            name="test_course",
        )
        await self.return_to(user_id, course_id)
        return course_id

    async def leave(self, user_id: str, course_id: str) -> None:
        """Cancel somebody's enrollment."""
        await self.pool.execute(
            "UPDATE enrollments SET cancelled_at = now()"
            " WHERE user_id = %(user)s AND course_id = %(course)s",
            {"user": user_id, "course": course_id},
            name="test_leave",
        )

    async def return_to(self, user_id: str, course_id: str) -> None:
        """Enroll somebody, again perhaps."""
        await self.pool.execute(
            "INSERT INTO enrollments (id, user_id, course_id)"
            " VALUES (%(id)s, %(user)s, %(course)s)",
            {"id": new_id(), "user": user_id, "course": course_id},
            name="test_enroll",
        )

    async def facts(self, table: str, course_id: str) -> int:
        """Count the facts of a course in a table."""
        row = await self.pool.fetch_one(
            f"SELECT count(*) AS facts FROM {table} WHERE course_id = %(id)s",  # noqa: S608 - a name of this file
            {"id": course_id},
            name="test_facts",
        )
        assert row is not None
        facts: int = row["facts"]
        return facts


@pytest.fixture
def room(postgres: Database, broker: CapturedEvents) -> PostgresClassroom:
    """Return a classroom in the module's database."""
    return PostgresClassroom(postgres, broker)


class TestPostgresProgress(ProgressContract, LearningContract):
    """The promises, kept by PostgreSQL."""


async def _all_at_once(
    room: PostgresClassroom, course: CourseOutline, writes: list[tuple[str, str]]
) -> list[Recorded]:
    """Let everybody complete their lessons in a random order, a thousand writes at a time.

    A caller that waited too long for a connection gets a 503 and repeats the write, as an app does.
    """

    async def write(user_id: str, lesson: str) -> Recorded:
        while True:
            try:
                (recorded,) = await complete(room, user_id, course, lesson)
            except Unavailable:
                continue
            return recorded

    shuffled = random.Random(7).sample(writes, len(writes))
    recorded: list[Recorded] = []
    for first in range(0, len(shuffled), CROWD):
        crowd = shuffled[first : first + CROWD]
        recorded += await asyncio.gather(*(write(*each) for each in crowd))
    return recorded


async def _one_learner(room: PostgresClassroom, lessons: int, times: int) -> None:
    """Complete every lesson so often, all at once: each counts once, and so does the course."""
    course, ana = outline(*(f"l{each}" for each in range(lessons))), await room.learner()
    writes = [(ana, each) for each in course.lesson_ids] * times

    recorded = await _all_at_once(room, course, writes)

    assert await room.facts("lesson_completions", course.course_id) == lessons
    assert await room.facts("course_completions", course.course_id) == 1
    assert Counter(room.published.types()) == {
        LessonCompleted.type: lessons,
        CourseCompleted.type: 1,
    }
    data: list[Any] = [each["data"] for each in room.published]
    percents = [each["percent"] for each in data if "percent" in each]
    # Each write saw all those before it: no percent comes twice as if nothing had come between.
    assert sorted(percents) == [done * 100 // lessons or 1 for done in range(1, lessons + 1)]
    assert max(each.percent for each in recorded) == 100
    found = await room.store.in_course(ana, course)
    assert (found.percent, len(found.completed_lessons)) == (100, lessons)
    assert found.completed_at is not None


async def _many_learners(room: PostgresClassroom, people: int) -> None:
    """Each completes three lessons twice, all at once: six writes come to one completion."""
    course, learners = outline("a", "b", "c"), await room.learners(people)
    writes = [(user_id, each) for user_id in learners for each in "abcabc"]

    recorded = await _all_at_once(room, course, writes)

    assert await room.facts("lesson_completions", course.course_id) == 3 * people
    assert await room.facts("course_completions", course.course_id) == people
    assert Counter(room.published.types()) == {
        LessonCompleted.type: 3 * people,
        CourseCompleted.type: people,
    }
    data: list[Any] = [each["data"] for each in room.published]
    completed = [each["user_id"] for each in data if "completion_id" in each]
    assert sorted(completed) == sorted(learners)
    assert {each.course_completed_at is None for each in recorded} == {True, False}


async def test_one_learner_in_many_places_at_once(room: PostgresClassroom) -> None:
    """40 lessons, each completed three times at the same moment."""
    await _one_learner(room, 40, 3)


async def test_many_learners_at_once(room: PostgresClassroom) -> None:
    """30 learners complete one course at the same moment."""
    await _many_learners(room, 30)


@pytest.mark.system
@pytest.mark.repeats
async def test_a_thousand_writes_of_one_learner(room: PostgresClassroom) -> None:
    """A course of 500 lessons, each completed twice at the same moment."""
    await _one_learner(room, 500, 2)


@pytest.mark.system
@pytest.mark.repeats
async def test_a_thousand_learners_at_once(room: PostgresClassroom) -> None:
    """Each writes six times at the same moment."""
    await _many_learners(room, 1000)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE lesson_completions SET completed_at = now()",
        "DELETE FROM lesson_completions",
        "UPDATE course_completions SET completed_at = now()",
        "DELETE FROM course_completions",
    ],
)
async def test_facts_are_neither_changed_nor_deleted(
    room: PostgresClassroom, statement: str
) -> None:
    """The database itself refuses it, whoever asks."""
    course = outline("a")
    await complete(room, await room.learner(), course, "a")

    with pytest.raises(psycopg.errors.RaiseException, match="are facts"):
        await room.pool.execute(statement, name="test_change")

    assert await room.facts("lesson_completions", course.course_id) == 1


async def test_events_survive_an_absent_broker(room: PostgresClassroom) -> None:
    """While the broker is down the write succeeds, and both events wait in the outbox."""
    room.published.is_away = True
    ana = await room.learner()

    await complete(room, ana, outline("a"), "a")

    waiting = [each for each in await PostgresOutbox().unpublished() if ana in str(each)]
    assert [each["type"] for each in waiting].count(LessonCompleted.type) == 1
    assert [each["type"] for each in waiting].count(CourseCompleted.type) == 1


async def test_a_write_that_fails_writes_nothing(room: PostgresClassroom) -> None:
    """Of somebody without an account there is neither a fact nor an event."""
    course = outline("a")

    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        async with request_scope():
            await room.store.record(new_id(), "a", course, is_completed=True)

    assert await room.facts("lesson_completions", course.course_id) == 0
    assert await room.facts("course_progress", course.course_id) == 0
    assert room.published == []
