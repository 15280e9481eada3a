"""Enrollments on a real PostgreSQL: the promises, and what only concurrency can break."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from libs.lms_enrollments.tests.adding_contract import AddingContract
from libs.lms_enrollments.tests.closing_contract import ClosingContract, close
from libs.lms_enrollments.tests.contract import EnrollmentContract, cancel, claim, outcomes
from lms_enrollments import PostgresEnrollments
from lms_kernel import Unavailable, new_id
from lms_postgres import Database, PostgresOutbox
from lms_testing import CapturedEvents
from lms_testing.enrollments import FakeEnrollments

SEATS = 30


class PostgresSchool:
    """Courses and people in the tables of the colleagues' contexts."""

    def __init__(self, pool: Database, published: CapturedEvents) -> None:
        """Use the given pool."""
        self.store: PostgresEnrollments | FakeEnrollments = PostgresEnrollments()
        self.published = published
        self.pool = pool

    async def course(
        self,
        *,
        capacity: int | None = None,
        status: str = "published",
        owner: str | None = None,
        is_priced: bool = False,
    ) -> str:
        """Make the course "Gardening" and return its id."""
        course_id = new_id()
        await self.pool.execute(
            """
            WITH course AS (
                INSERT INTO catalog (
                    course_id, version, slug, title, summary, category, level, tags, language,
                    price_amount, price_currency, capacity, lessons, duration_minutes, status,
                    owner_id, created_at, updated_at, document, words)
                VALUES (%(id)s, 1, 'gardening', 'Gardening', '', 'garden', 'beginner', '{}', 'en',
                        %(price)s, 'EUR', %(capacity)s, 1, 1, %(status)s, %(owner)s, now(), now(),
                        '', '{}')
            )
            INSERT INTO seats (course_id, capacity) VALUES (%(id)s, %(capacity)s)
            """,
            {
                "id": course_id,
                "capacity": capacity,
                "status": status,
                "owner": owner or new_id(),
                "price": 4900 if is_priced else 0,
            },
            name="test_course",
        )
        return course_id

    async def person(self, name: str = "Ana") -> str:
        """Create somebody and return their id."""
        return (await self.people(1, name))[0]

    async def people(self, count: int, name: str = "Ana") -> list[str]:
        """Create many people at once and return their ids."""
        ids = [new_id() for _ in range(count)]
        await self.pool.execute(
            """
            INSERT INTO users (id, email, name, password_hash)
            SELECT id, id || '@example.org', %(name)s, '' FROM unnest(%(ids)s::uuid[]) AS id
            """,
            {"ids": ids, "name": name},
            name="test_people",
        )
        return ids

    async def close_account(self, user_id: str) -> None:
        """Close somebody's account."""
        await self.pool.execute(
            "UPDATE users SET active = false WHERE id = %(id)s",
            {"id": user_id},
            name="test_close",
        )

    async def delete(self, course_id: str) -> None:
        """Let the catalog have a tombstone."""
        await self.pool.execute(
            "UPDATE catalog SET deleted_at = now() WHERE course_id = %(id)s",
            {"id": course_id},
            name="test_delete",
        )

    async def taken(self, course_id: str) -> int:
        """Return how many seats of the course are taken."""
        row = await self.pool.fetch_one(
            "SELECT taken FROM seats WHERE course_id = %(id)s", {"id": course_id}, name="test_taken"
        )
        assert row is not None
        taken: int = row["taken"]
        return taken

    async def active(self, course_id: str) -> int:
        """Return how many active enrollments the course has."""
        row = await self.pool.fetch_one(
            "SELECT count(*) AS active FROM enrollments"
            " WHERE course_id = %(id)s AND cancelled_at IS NULL",
            {"id": course_id},
            name="test_active",
        )
        assert row is not None
        active: int = row["active"]
        return active


@pytest.fixture
def school(postgres: Database, broker: CapturedEvents) -> PostgresSchool:
    """Return a school in the module's database."""
    return PostgresSchool(postgres, broker)


class TestPostgresEnrollments(EnrollmentContract, AddingContract, ClosingContract):
    """The promises, kept by PostgreSQL."""


@pytest.mark.repeats
async def test_a_thousand_claims_on_thirty_seats(school: PostgresSchool) -> None:
    """Of 1,000 people who claim at once exactly 30 get a seat, and the others learn why; twice."""
    for _ in range(2):
        course, people = await school.course(capacity=SEATS), await school.people(1000)

        counted = Counter(await outcomes(school, course, people))

        assert counted == {"claimed": SEATS, "course-full": 970}
        assert (await school.taken(course), await school.active(course)) == (SEATS, SEATS)
    assert len(school.published) == 2 * SEATS


async def test_a_freed_seat_goes_to_exactly_one(school: PostgresSchool) -> None:
    """One cancellation of a full course lets exactly one of many claims through."""
    course, people = await school.course(capacity=SEATS), await school.people(SEATS)
    seated = [await claim(school, course, each) for each in people]

    await asyncio.gather(*(cancel(school, seated[0].id) for _ in range(10)))
    counted = Counter(await outcomes(school, course, await school.people(50)))

    assert counted == {"claimed": 1, "course-full": 49}
    assert (await school.taken(course), await school.active(course)) == (SEATS, SEATS)


async def test_one_person_at_once_gets_one_seat(school: PostgresSchool) -> None:
    """Of many simultaneous claims of the same person one succeeds and takes one seat."""
    course, ana = await school.course(capacity=SEATS), await school.person()

    counted = Counter(await outcomes(school, course, [ana] * 50))

    assert counted == {"claimed": 1, "already-enrolled": 49}
    assert (await school.taken(course), await school.active(course)) == (1, 1)


async def test_simultaneous_repeats_are_one_claim(school: PostgresSchool) -> None:
    """The same id claimed many times at once makes one enrollment, returned to each."""
    course, ana, id_ = await school.course(), await school.person(), new_id()

    answers = await asyncio.gather(*(claim(school, course, ana, id_) for _ in range(20)))

    assert {each.id for each in answers} == {id_}
    assert await school.taken(course) == 1
    assert len(school.published) == 1


async def test_claims_and_cancellations_never_lose_a_seat(school: PostgresSchool) -> None:
    """People who come and go all the time leave taken seats and active enrollments equal."""
    course = await school.course(capacity=5)

    async def come_and_go(user_id: str) -> None:
        for _ in range(5):
            if await outcomes(school, course, [user_id]) == ["claimed"]:
                found = await school.pool.fetch_one(
                    "SELECT id FROM enrollments WHERE user_id = %(user)s AND cancelled_at IS NULL",
                    {"user": user_id},
                    name="test_find",
                )
                assert found is not None
                await asyncio.gather(*(cancel(school, found["id"]) for _ in range(2)))

    people = await school.people(20)
    async with asyncio.TaskGroup() as crowd:
        for each in people + people:
            crowd.create_task(come_and_go(each))

    assert await school.taken(course) == await school.active(course) == 0


async def test_an_event_survives_an_absent_broker(school: PostgresSchool) -> None:
    """While the broker is down the claim succeeds and its event waits in the outbox."""
    school.published.is_away = True

    claimed = await claim(school, await school.course(), await school.person())

    waiting = await PostgresOutbox().unpublished()
    assert claimed.id in {each["subject"] for each in waiting}


async def test_a_published_event_leaves_the_outbox(school: PostgresSchool) -> None:
    """What the broker has acknowledged is deleted."""
    claimed = await claim(school, await school.course(), await school.person())

    waiting = await PostgresOutbox().unpublished()
    assert claimed.id not in {each["subject"] for each in waiting}


async def test_enrollments_end_only_after_the_catalog_knows(school: PostgresSchool) -> None:
    """Until then somebody could still take a seat of the course, and would keep it for ever."""
    course, ana = await school.course(), await school.person()
    await claim(school, course, ana)

    with pytest.raises(Unavailable):
        await close(school, course, is_deleted=True, limit=10)
    assert await school.active(course) == 1


async def test_nobody_slips_into_a_course_that_ends(school: PostgresSchool) -> None:
    """Of claims at the very moment, some get a seat and lose it: none is left in the course."""
    course, people = await school.course(), await school.people(60)
    claims = asyncio.create_task(outcomes(school, course, people))
    await asyncio.sleep(0.05)
    await school.delete(course)
    await close(school, course, is_deleted=True, limit=7)
    await claims
    await close(school, course, is_deleted=True, limit=7)

    assert (await school.taken(course), await school.active(course)) == (0, 0)
