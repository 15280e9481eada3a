"""Submissions on a real PostgreSQL: the promises, and what only concurrency can break."""

from __future__ import annotations

import asyncio

import pytest

from libs.lms_submissions.tests.contract import SubmissionsContract, grade, hand_in, place
from libs.lms_submissions.tests.fake import FakeSubmissions
from lms_kernel import new_id
from lms_postgres import Database, PostgresOutbox
from lms_submissions import PostgresSubmissions
from lms_testing import CapturedEvents
from tests.integration.test_enrollments_store import PostgresSchool


class PostgresDesk:
    """People and courses in the tables of the colleagues' contexts."""

    def __init__(self, pool: Database, published: CapturedEvents) -> None:
        """Use the given pool."""
        self.store: PostgresSubmissions | FakeSubmissions = PostgresSubmissions()
        self.published = published
        self.pool = pool
        self._school = PostgresSchool(pool, published)

    async def person(self) -> str:
        """Make somebody called Ana."""
        return await self._school.person()

    async def course(self, owner: str) -> str:
        """Make a course."""
        return await self._school.course(owner=owner)


@pytest.fixture
def desk(postgres: Database, broker: CapturedEvents) -> PostgresDesk:
    """Return a desk in the module's database."""
    return PostgresDesk(postgres, broker)


class TestPostgresSubmissions(SubmissionsContract):
    """The promises, kept by PostgreSQL."""


async def test_versions_of_one_moment_are_all_kept(desk: PostgresDesk) -> None:
    """Whoever hands in ten times at once has ten versions, numbered one after the other."""
    ana, at = await desk.person(), place()

    added = await asyncio.gather(*(hand_in(desk, at, ana, f"{each}") for each in range(10)))

    assert sorted(each.version for each in added) == [*range(1, 11)]
    assert len(desk.published) == 10


async def test_simultaneous_repeats_are_one(desk: PostgresDesk) -> None:
    """The same id makes one submission, returned to each."""
    ana, at, id_ = await desk.person(), place(), new_id()

    added = await asyncio.gather(*(hand_in(desk, at, ana, id_=id_) for _ in range(10)))

    assert {(each.id, each.version) for each in added} == {(id_, 1)}
    assert len(desk.published) == 1


async def test_simultaneous_equal_grades_are_one(desk: PostgresDesk) -> None:
    """Pressing the button twice writes one letter; of different grades each is a fact."""
    added = await hand_in(desk, place(), await desk.person())

    await asyncio.gather(*(grade(desk, added, 7) for _ in range(10)))

    assert len(desk.published) == 2
    rows = await desk.pool.fetch_all(
        "SELECT points FROM submission_grades WHERE submission_id = %(id)s LIMIT 99",
        {"id": added.id},
        name="test_grades",
    )
    assert [row["points"] for row in rows] == [7]


async def test_events_survive_an_absent_broker(desk: PostgresDesk) -> None:
    """While the broker is away, what was handed in and its grade wait in the outbox."""
    desk.published.is_away = True

    added = await grade(desk, await hand_in(desk, place(), await desk.person()), 9)

    waiting = await PostgresOutbox().unpublished()
    assert [each["subject"] for each in waiting].count(added.id) == 2
