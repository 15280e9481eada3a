"""Attempts at quizzes on a real PostgreSQL: the promises, and what only concurrency can break."""

from __future__ import annotations

import asyncio
from collections import Counter

import msgspec
import pytest

from libs.lms_quizzes.tests.contract import (
    QUIZ,
    RIGHT,
    TIMED,
    QuizzesContract,
    a_place,
    find,
    save,
    start,
)
from libs.lms_quizzes.tests.fake import FakeQuizzes
from lms_kernel import Conflict, new_id
from lms_postgres import Database, PostgresOutbox
from lms_questions import Response
from lms_quizzes import GRACE_SECONDS, AttemptFinished, PostgresQuizzes
from lms_testing import CapturedEvents


class PostgresClass:
    """People in the table of the colleagues' context."""

    def __init__(self, pool: Database, published: CapturedEvents) -> None:
        """Use the given pool."""
        self.store: PostgresQuizzes | FakeQuizzes = PostgresQuizzes()
        self.published = published
        self.pool = pool

    async def person(self) -> str:
        """Make somebody called Ana."""
        user_id = new_id()
        await self.pool.execute(
            "INSERT INTO users (id, email, name, password_hash)"
            " VALUES (%(id)s::uuid, %(id)s::uuid || '@example.org', 'Ana', '')",
            {"id": user_id},
            name="test_person",
        )
        return user_id

    async def pass_time(self, seconds: float) -> None:
        """Move all open attempts into the past."""
        await self.pool.execute(
            "UPDATE quiz_attempts SET started_at = started_at - make_interval(secs => %(seconds)s),"
            " deadline = deadline - make_interval(secs => %(seconds)s) WHERE finished_at IS NULL",
            {"seconds": seconds},
            name="test_pass_time",
        )

    async def count(self, user_id: str) -> int:
        """Count somebody's attempts."""
        row = await self.pool.fetch_one(
            "SELECT count(*) AS attempts FROM quiz_attempts WHERE user_id = %(id)s",
            {"id": user_id},
            name="test_count",
        )
        assert row is not None
        return int(row["attempts"])


@pytest.fixture
def room(postgres: Database, broker: CapturedEvents) -> PostgresClass:
    """Return a class in the module's database."""
    return PostgresClass(postgres, broker)


class TestPostgresQuizzes(QuizzesContract):
    """The promises, kept by PostgreSQL."""


@pytest.mark.repeats
async def test_of_a_hundred_starts_one_opens(room: PostgresClass) -> None:
    """A learner who presses the button in a hundred tabs has one open attempt."""
    ana, at = await room.person(), a_place()

    async def outcome() -> str:
        try:
            await start(room, at, ana)
        except Conflict as refusal:
            return refusal.slug
        return "started"

    counted = Counter(await asyncio.gather(*(outcome() for _ in range(100))))

    assert counted == {"started": 1, "attempt-open": 99}
    assert await room.count(ana) == 1


@pytest.mark.repeats
async def test_nobody_gets_more_attempts_than_allowed(room: PostgresClass) -> None:
    """Starting and ending as fast as possible, in many tabs, comes to an end with the last one."""
    ana, at = await room.person(), a_place()

    async def try_often() -> None:
        for _ in range(10):
            try:
                await save(room, await start(room, at, ana), [])
            except Conflict:
                await asyncio.sleep(0)

    await asyncio.gather(*(try_often() for _ in range(10)))

    assert await room.count(ana) == QUIZ.attempts
    numbers = [msgspec.convert(each["data"], AttemptFinished).number for each in room.published]
    assert numbers == [1, 2]


async def test_simultaneous_ends_are_one(room: PostgresClass) -> None:
    """Of different responses sent at the same time one counts, and every caller gets its result."""
    ana, at = await room.person(), a_place()
    started = await start(room, at, ana)

    ended = await asyncio.gather(
        *(save(room, started, RIGHT[: number % 3]) for number in range(12))
    )

    assert len({each.points for each in ended}) == 1
    assert len(room.published) == 1


async def test_a_late_end_and_a_look_write_one_event(room: PostgresClass) -> None:
    """An attempt whose time is over ends once, whoever ends it."""
    started = await start(room, a_place(), await room.person(), TIMED)
    await room.pass_time(60 + GRACE_SECONDS + 1)

    found = await asyncio.gather(*(find(room, started.id) for _ in range(10)))

    assert {each.finished_at for each in found} == {found[0].finished_at}
    assert len(room.published) == 1


async def test_simultaneous_repeats_of_a_start_are_one(room: PostgresClass) -> None:
    """The same id makes one attempt, returned to each."""
    ana, at, id_ = await room.person(), a_place(), new_id()

    started = await asyncio.gather(*(start(room, at, ana, id_=id_) for _ in range(20)))

    assert {(each.id, each.seed) for each in started} == {(id_, started[0].seed)}


async def test_the_event_survives_an_absent_broker(room: PostgresClass) -> None:
    """While the broker is down the attempt ends, and its event waits in the outbox."""
    started = await start(room, a_place(), await room.person())
    room.published.is_away = True

    ended = await save(room, started, RIGHT)

    waiting = await PostgresOutbox().unpublished()
    assert ended.id in {each["subject"] for each in waiting}


async def test_a_quiz_is_stored_once_for_all_who_take_it(room: PostgresClass) -> None:
    """However many attempts there are, and again when it was changed."""
    at = a_place()
    quiz = msgspec.structs.replace(QUIZ, pass_percent=77)
    for each in (quiz, quiz, msgspec.structs.replace(quiz, pass_percent=78)):
        await start(room, at, await room.person(), each)

    rows = await room.pool.fetch_all(
        "SELECT quiz ->> 'pass_percent' AS percent FROM quiz_versions"
        " WHERE quiz ->> 'pass_percent' IN ('77', '78') ORDER BY 1 LIMIT 9",
        name="test_versions",
    )

    assert [row["percent"] for row in rows] == ["77", "78"]


async def test_a_question_that_tells_who_knows_discriminates(room: PostgresClass) -> None:
    """Right here and right elsewhere: 1; nothing can be said while everybody is right."""
    at = a_place()
    facts = []
    for responses in (RIGHT, RIGHT, [], [Response(question_id="one", choices=["w"])]):
        await save(room, await start(room, at, await room.person()), responses)
        facts.append(await room.store.facts(at))

    assert [each.discrimination for each in facts[1].questions] == [None, None]
    assert [each.discrimination for each in facts[3].questions] == [
        pytest.approx(1),
        pytest.approx(1),
    ]
