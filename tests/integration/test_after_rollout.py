"""What a release does once when all of it runs, on a real database of the release before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
import psycopg
import pytest
from jsonschema import Draft202012Validator
from psycopg.conninfo import conninfo_to_dict

from functions.rebuild_reports.main import rebuild_reports
from lms_catalog import RebuildRequested
from lms_events import relay
from lms_kernel import is_id, new_id
from lms_postgres import PostgresOutbox
from lms_reports import ReplayRequested, ReportSelection, reports
from lms_testing import CapturedEvents, deliver
from tools import migrate
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from redis.asyncio import Redis

    from lms_postgres import Database

FOLDERS = [ROOT / "migrations" / name for name in migrate.TABLES]


@pytest.fixture
def finish(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., int]]:
    """Return what runs after a roll-out: as in the cluster and as on one machine."""
    parts = conninfo_to_dict(database_url)
    password = f":{parts['password']}" if parts.get("password") else ""
    address = f"{parts['user']}{password}@{parts['host']}:{parts['port']}/{parts['dbname']}"
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{address}")
    monkeypatch.delenv("MONGODB_URL", raising=False)

    def run(*arguments: str) -> int:
        return migrate.main([*(arguments or ("up",)), "--after-rollout"])

    yield run
    with psycopg.connect(database_url) as connection:
        connection.execute("TRUNCATE users, outbox CASCADE")
        connection.execute("DROP TABLE IF EXISTS rollout_migrations")


async def _learn(postgres: Database) -> tuple[str, str]:
    """Let somebody learn without any event, as before there were reports."""
    ids = {"user": new_id(), "course": new_id(), "seat": new_id()}
    for sql in (
        "INSERT INTO users (id, email, name, password_hash) VALUES (%(user)s, 'a@b.it', 'Ana', '')",
        "INSERT INTO enrollments (id, user_id, course_id) VALUES (%(seat)s, %(user)s, %(course)s)",
        "INSERT INTO lesson_completions VALUES (%(user)s, %(course)s, 'a', now())",
    ):
        await postgres.execute(sql, ids, name="test_write")
    return ids["user"], ids["course"]


async def _upload(postgres: Database) -> None:
    """Let somebody upload a file, as before it was known which courses use it."""
    ids = {"user": new_id(), "file": new_id()}
    for sql in (
        "INSERT INTO users (id, email, name, password_hash) VALUES (%(user)s, 'b@b.it', 'Bo', '')",
        """
        INSERT INTO files (id, owner_id, purpose, name, content_type, bytes)
        VALUES (%(file)s, %(user)s, 'cover', 'bees.png', 'image/png', 1)
        """,
    ):
        await postgres.execute(sql, ids, name="test_write")


async def _walk(broker: CapturedEvents) -> None:
    """Relay what waits and let the function react until it requests nothing more."""
    await relay(PostgresOutbox(), limit=100, older_than_seconds=0)
    while broker:
        assert (await deliver(rebuild_reports, broker.pop())).status_code == 204


async def test_those_who_learned_before_get_their_reports(
    finish: Callable[..., int], postgres: Database, real_redis: Redis, broker: CapturedEvents
) -> None:
    """The request is in the outbox, the relay publishes it, and the walk makes the reports."""
    user_id, course_id = await _learn(postgres)
    selection = ReportSelection(course_id=course_id)
    assert (await reports().page(selection, limit=9)).total == 0

    assert finish() == 0

    (waiting,) = await PostgresOutbox().unpublished()
    await _walk(broker)
    assert await PostgresOutbox().unpublished() == []
    (ana,) = (await reports().page(selection, limit=9)).items
    assert (ana.user_id, ana.percent) == (user_id, 1)
    assert is_id(str(waiting["id"]))
    assert (
        waiting.items()
        >= {
            "specversion": "1.0",
            "type": ReplayRequested.type,
            "dataschema": ReplayRequested.schema_id(),
            "subject": ReplayRequested().subject(),
            "data": {"after": None},
        }.items()
    )


async def test_where_there_are_files_it_is_read_which_courses_use_them(
    finish: Callable[..., int], postgres: Database, real_redis: Redis
) -> None:
    """From the documents, by rebuild_catalog: nobody has to save a course for that."""
    await _upload(postgres)

    assert finish() == 0

    (waiting,) = await PostgresOutbox().unpublished()
    assert is_id(str(waiting["id"]))
    assert (
        waiting.items()
        >= {
            "type": RebuildRequested.type,
            "dataschema": RebuildRequested.schema_id(),
            "subject": RebuildRequested().subject(),
            "data": {"after": None},
        }.items()
    )


async def test_each_file_is_applied_once(
    finish: Callable[..., int], postgres: Database, real_redis: Redis
) -> None:
    """Every sync and every start asks again; only an operator who takes it back repeats it."""
    await _learn(postgres)
    await _upload(postgres)
    for _ in range(3):
        assert finish() == 0
    assert len(await PostgresOutbox().unpublished()) == 2

    assert finish("down") == 0
    assert finish("status") == 0
    assert finish() == 0
    assert len(await PostgresOutbox().unpublished()) == 3


async def test_one_that_was_killed_is_applied_again(
    finish: Callable[..., int], postgres: Database, real_redis: Redis, broker: CapturedEvents
) -> None:
    """A batch that ended half-way is delivered again, and a walk that is over may begin again."""
    user_id, course_id = await _learn(postgres)
    assert finish() == 0
    request, *_ = await PostgresOutbox().unpublished()
    # Killed after the reports were written, before the broker heard of it: it delivers once more.
    for _ in range(2):
        await real_redis.flushall()
        assert (await deliver(rebuild_reports, dict(request))).status_code == 204

    await _walk(broker)

    (ana,) = (await reports().page(ReportSelection(course_id=course_id), limit=9)).items
    assert ana.user_id == user_id


async def test_where_nobody_learns_there_is_nothing_to_request(
    finish: Callable[..., int], postgres: Database
) -> None:
    """A new installation starts no function for it."""
    assert finish() == 0

    assert await PostgresOutbox().unpublished() == []


def test_a_request_is_an_event_that_is_valid() -> None:
    """Each file names types that there are, with the schema that belongs to them."""
    for path in FOLDERS[1].glob("*.sql"):
        (kind,) = re.findall(r"'type', '([^']+)'", path.read_text())
        (schema,) = re.findall(r"'dataschema', '([^']+)'", path.read_text())
        assert schema.endswith(f"/{kind}.json"), path.name
        published = msgspec.json.decode((ROOT / f"eventing/schemas/{kind}.json").read_bytes())
        assert published["$id"] == schema
        Draft202012Validator(published).validate({"after": None})


def test_a_number_belongs_to_one_file() -> None:
    """Whoever reads a number in a log or in a decision finds one file."""
    numbers = [path.name.partition("_")[0] for each in FOLDERS for path in each.glob("*.sql")]

    assert len(numbers) == len(set(numbers))
