"""Certificates on a real PostgreSQL: the promises, and what only concurrency can break."""

from __future__ import annotations

import asyncio
import random

import pytest

from libs.lms_certificates.tests.contract import CertificateContract, issue, revoke
from libs.lms_certificates.tests.fake import FakeCertificates, a_completion
from lms_certificates import Certificate, CompletedCourse, PostgresCertificates
from lms_kernel import new_id
from lms_postgres import Database, PostgresOutbox
from lms_testing import CapturedEvents


class PostgresSchool:
    """Courses and people in the tables of the colleagues' contexts."""

    def __init__(self, pool: Database, published: CapturedEvents) -> None:
        """Use the given pool."""
        self.store: PostgresCertificates | FakeCertificates = PostgresCertificates()
        self.published = published
        self.pool = pool

    async def person(self, name: str = "Ana Lima") -> str:
        """Create somebody and return their id."""
        id_ = new_id()
        await self.pool.execute(
            "INSERT INTO users (id, email, name, password_hash)"
            " VALUES (%(id)s::uuid, %(id)s::text || '@example.org', %(name)s, '')",
            {"id": id_, "name": name},
            name="test_person",
        )
        return id_

    async def rename(self, user_id: str, name: str) -> None:
        """Give somebody another name."""
        await self.pool.execute(
            "UPDATE users SET name = %(name)s WHERE id = %(id)s",
            {"id": user_id, "name": name},
            name="test_rename",
        )

    async def take_back(self, certificate_id: str) -> None:
        """Take a revocation back, as docs/runbooks/learners-certificates.md does."""
        await self.pool.execute(
            "UPDATE certificates SET revoked_at = NULL, revocation_reason = NULL WHERE id = %(id)s",
            {"id": certificate_id},
            name="test_take_back",
        )

    async def course(self, owner: str) -> str:
        """Create a course and return its id."""
        course_id = new_id()
        await self.pool.execute(
            """
            INSERT INTO catalog (
                course_id, version, slug, title, summary, category, level, tags, language,
                price_amount, price_currency, capacity, lessons, duration_minutes, status,
                owner_id, created_at, updated_at, document, words)
            VALUES (%(id)s::uuid, 1, %(id)s::text, 'Gardening', '', 'garden', 'beginner', '{}',
                    'en', 0, 'EUR', NULL, 1, 1, 'published', %(owner)s, now(), now(), '', '{}')
            """,
            {"id": course_id, "owner": owner},
            name="test_course",
        )
        return course_id


@pytest.fixture
def school(postgres: Database, broker: CapturedEvents) -> PostgresSchool:
    """Return a school in the module's database."""
    return PostgresSchool(postgres, broker)


class TestPostgresCertificates(CertificateContract):
    """The promises, kept by PostgreSQL."""


async def _figures(pool: Database) -> dict[str, int]:
    rows = await pool.fetch_all(
        "SELECT outcome, total FROM figures WHERE figure = 'certificates'", name="test_figures"
    )
    return {row["outcome"]: row["total"] for row in rows}


async def test_a_thousand_deliveries_issue_one_certificate_each(school: PostgresSchool) -> None:
    """Of 20 completions, each told 50 times and out of order, on all connections at once."""
    before = await _figures(school.pool)
    ana = await school.person()
    completions = [a_completion(ana) for _ in range(20)]
    connections = asyncio.Semaphore(8)

    async def deliver(completed: CompletedCourse) -> Certificate:
        async with connections:
            return await issue(school, completed)

    deliveries = [each for each in completions for _ in range(50)]
    random.Random(15).shuffle(deliveries)
    found = await asyncio.gather(*map(deliver, deliveries))

    assert len({each.id for each in found}) == 20
    assert (await school.store.page(ana, limit=100)).total == 20
    events = [each["subject"] for each in school.published]
    assert sorted(str(each) for each in events) == sorted({each.id for each in found})
    after = await _figures(school.pool)
    assert after["issued"] - before["issued"] == 20


async def test_a_revocation_is_counted_once(school: PostgresSchool) -> None:
    """Whoever revokes it, and however often."""
    issued = await issue(school, a_completion(await school.person()))
    before = await _figures(school.pool)

    await asyncio.gather(*(revoke(school, issued.id) for _ in range(20)))

    after = await _figures(school.pool)
    assert after["revoked"] - before["revoked"] == 1


async def test_an_unpublished_event_stays_in_the_outbox(school: PostgresSchool) -> None:
    """Without a broker the certificate and its event are both there, and the relay finds it."""
    school.published.is_away = True
    issued = await issue(school, a_completion(await school.person()))
    waiting = await PostgresOutbox().unpublished()
    assert issued.id in {each["subject"] for each in waiting}
