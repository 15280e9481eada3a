"""What a release does once when all of it runs, on a real database of the release before."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import msgspec
import psycopg
import pytest
from jsonschema import Draft202012Validator
from PIL import Image
from psycopg.conninfo import conninfo_to_dict

from functions.rebuild_reports.main import rebuild_reports
from functions.resize_cover.main import resize_cover
from libs.lms_objects.tests.fake import fake_objects
from lms_catalog import RebuildRequested
from lms_events import relay
from lms_files import FileStored, resized_key
from lms_kernel import is_id, new_id
from lms_postgres import PostgresOutbox
from lms_reports import ReplayRequested, ReportSelection, reports
from lms_testing import CapturedEvents, deliver
from local import yaml_text
from tools import migrate
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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


async def _upload(
    postgres: Database, stored_at: str | None = None, widths: list[int] | None = None
) -> str:
    """Let there be a cover, as an older release left it; return its id."""
    ids = {"user": new_id(), "file": new_id()}
    for sql in (
        """
        INSERT INTO users (id, email, name, password_hash)
        VALUES (%(user)s::text::uuid, %(user)s || '@b.it', 'Olga', '')
        """,
        """
        INSERT INTO files (id, owner_id, purpose, name, content_type, bytes, stored_at, widths)
        VALUES (%(file)s, %(user)s, 'cover', 'a.png', 'image/png', 900, %(stored_at)s, %(widths)s)
        """,
    ):
        values = {**ids, "stored_at": stored_at, "widths": widths}
        await postgres.execute(sql, values, name="test_write")
    return ids["file"]


def _check(event: Mapping[str, Any]) -> None:
    """Fail unless an event's data is what the schema that it names describes."""
    schema = msgspec.json.decode((ROOT / f"eventing/schemas/{event['type']}.json").read_bytes())
    assert event["dataschema"] == schema["$id"]
    Draft202012Validator(schema).validate(event["data"])


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
    _check(waiting)
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


async def test_covers_that_were_there_before_get_their_sizes(
    finish: Callable[..., int], postgres: Database, real_redis: Redis, broker: CapturedEvents
) -> None:
    """Those that have arrived and were not tried yet are announced again, to one function."""
    day = "2026-11-29"
    file_id = await _upload(postgres, day, None)
    for stored_at, widths in ((None, None), (day, []), (day, [480])):
        await _upload(postgres, stored_at, widths)

    assert finish() == 0

    events = {each["type"]: each for each in await PostgresOutbox().unpublished()}
    waiting = events.pop(FileStored.type)
    assert events.keys() == {RebuildRequested.type}
    _check(waiting)
    trigger = yaml_text.load((ROOT / "eventing/triggers/resize-cover.yaml").read_text())
    (chosen,) = trigger["spec"]["filters"]
    assert waiting.items() >= chosen["exact"].items()
    assert waiting["subject"] == file_id
    await relay(PostgresOutbox(), limit=100, older_than_seconds=0)
    target = io.BytesIO()
    Image.new("RGB", (1000, 600)).save(target, "PNG")
    with fake_objects() as bucket:
        bucket.kept[f"cover/{file_id}"] = (target.getvalue(), "image/png")
        (event,) = [each for each in broker if each["type"] == FileStored.type]
        assert (await deliver(resize_cover, event)).status_code == 204
        assert resized_key(file_id, 960) in bucket.kept
    find = "SELECT widths FROM files WHERE id = %(id)s"
    row = await postgres.fetch_one(find, {"id": file_id}, name="test_read")
    assert row == {"widths": [480, 960]}

    assert finish("down") == 0
    assert finish() == 0
    assert await PostgresOutbox().unpublished() == []


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

    # The newest file first, one at a time.
    for _ in FOLDERS[1].glob("*.sql"):
        assert finish("down") == 0
    assert finish("status") == 0
    assert finish() == 0
    assert len(await PostgresOutbox().unpublished()) == 4


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


def test_a_request_is_an_event_that_there_is() -> None:
    """Each file names a type with the schema that belongs to it."""
    for path in FOLDERS[1].glob("*.sql"):
        (kind,) = re.findall(r"'type', '([^']+)'", path.read_text())
        (schema,) = re.findall(r"'dataschema', '([^']+)'", path.read_text())
        assert schema.endswith(f"/{kind}.json"), path.name
        published = msgspec.json.decode((ROOT / f"eventing/schemas/{kind}.json").read_bytes())
        assert published["$id"] == schema


def test_a_number_belongs_to_one_file() -> None:
    """A number in a log or in a decision leads to one file."""
    numbers = [path.name.partition("_")[0] for each in FOLDERS for path in each.glob("*.sql")]

    assert len(numbers) == len(set(numbers))
