"""All stores together: one is down at the level of its driver, the others work in memory.

The store that is down keeps its real code, so that a test sees how an outage gets from the driver
to the caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, NoReturn, cast

from psycopg_pool import PoolTimeout
from pymongo.errors import ServerSelectionTimeoutError

from libs.lms_certificates.tests.fake import fake_certificates
from libs.lms_files.tests.fake import fake_files
from libs.lms_objects.tests.fake import fake_objects
from lms_audit import audit_trail
from lms_courses import Course, NewCourse, courses_outbox
from lms_kernel import new_id
from lms_mongo import client
from lms_outboxes import outboxes
from lms_postgres import Database, PostgresOutbox, PostgresSettings, database
from lms_redis import RedisOutbox
from lms_testing.access import redis_away
from lms_testing.audit import FakeAuditTrail
from lms_testing.catalog import fake_catalog
from lms_testing.courses import fake_courses
from lms_testing.enrollments import fake_enrollments
from lms_testing.identity import FakeUsers, fake_accounts
from lms_testing.outboxes import MemoryOutbox

if TYPE_CHECKING:
    from lms_kernel import Actor, StoreName


class _NoPool:
    """A pool whose server nobody reaches."""

    async def getconn(self) -> NoReturn:
        raise PoolTimeout("couldn't get a connection after 3.00 sec")


class _DatabaseAway(Database):
    def __init__(self) -> None:
        super().__init__(PostgresSettings(database_url="postgresql://nowhere"))
        self._pool = cast("Any", _NoPool())


class _DatabaseOfFigures:
    async def execute(self, *_: object, **_options: object) -> None:
        """Count, and say nothing about it."""


class _MongoAway:
    """A client whose server nobody reaches: every operation of every collection fails."""

    def get_default_database(self, _name: str) -> _MongoAway:
        return self

    def get_collection(self, _name: str, **_options: object) -> _MongoAway:
        return self

    def __getattr__(self, operation: str) -> NoReturn:
        raise ServerSelectionTimeoutError(f"no server for {operation}")


@contextmanager
def postgres_away() -> Iterator[None]:
    """Put a PostgreSQL that cannot be reached into the ``with`` block."""
    with database.override(_DatabaseAway()):
        yield


@contextmanager
def mongo_away() -> Iterator[None]:
    """Put a MongoDB that cannot be reached into the ``with`` block."""
    with client.override(cast("Any", _MongoAway())):
        yield


@contextmanager
def no_store() -> Iterator[None]:
    """Let no store be reached inside the ``with`` block."""
    with postgres_away(), mongo_away(), redis_away():
        yield


@contextmanager
def all_stores_but(away: StoreName, person: Actor) -> Iterator[None]:
    """Let one store be down inside the ``with`` block, and the others work.

    They have an account of ``person``, a published course of theirs with the same id, and a
    later one.
    """
    with ExitStack() as stack:
        stack.enter_context(mongo_away() if away == "mongodb" else _mongo_with(person))
        stack.enter_context(postgres_away() if away == "postgres" else _postgres_with(person))
        stack.enter_context(fake_objects())
        stack.enter_context(redis_away() if away == "redis" else nullcontext())
        relational = PostgresOutbox() if away == "postgres" else MemoryOutbox("postgres")
        stack.enter_context(outboxes.override((relational, courses_outbox(), RedisOutbox())))
        yield


@contextmanager
def _mongo_with(person: Actor) -> Iterator[None]:
    new = NewCourse(title="Gardening", status="published")
    with fake_courses() as fake:
        for id_ in (person.id, new_id()):
            fake.kept[id_] = Course.draft(new, owner=person.id, id=id_).course
        yield


@contextmanager
def _postgres_with(person: Actor) -> Iterator[None]:
    fake = FakeUsers()
    fake.let_in(person)
    with (
        fake_accounts(fake),
        audit_trail.override(FakeAuditTrail()),
        database.override(cast("Any", _DatabaseOfFigures())),
        fake_catalog(),
        fake_certificates() as certified,
        fake_enrollments() as school,
        fake_files() as uploads,
    ):
        school.add_person(person.id)
        certified.have(person.id, person.id, person.id)
        uploads.keep(person.id, owner=person.id)
        yield
