"""lms_postgres on a real server: rows, transactions, the outbox, and what outages become."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import TYPE_CHECKING

import msgspec
import psycopg
import pytest

from lms_kernel import DomainEvent, Unavailable, envelope, new_id
from lms_postgres import Database, Jsonb, PostgresOutbox, PostgresSettings, UniqueViolation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_PUT = "INSERT INTO outbox (id, envelope) VALUES (%(id)s, %(envelope)s)"


class Greeted(DomainEvent, frozen=True):
    """An event of these tests."""

    type = "org.learning.greeting.spoken.v1"
    greeting_id: str


class Row(msgspec.Struct):
    """A row of the outbox as a struct."""

    id: str
    envelope: dict[str, object]


@pytest.fixture(autouse=True)
async def _empty(postgres: Database) -> None:
    await postgres.execute("DELETE FROM outbox", name="test")


@pytest.fixture
async def small(database_url: str) -> AsyncIterator[Database]:
    """A pool of one connection that waits for a moment only."""
    settings = PostgresSettings(
        database_url=database_url,
        lms_postgres_pool_max=1,
        lms_postgres_wait_seconds=0.2,
        lms_postgres_statement_seconds=1,
    )
    pool = Database(settings)
    yield pool
    await pool.close()


async def test_nothing_is_opened_before_the_first_query() -> None:
    """Making and closing a pool connects to nobody: a server that listens is not called."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        pool = Database(PostgresSettings(database_url=f"postgresql://nobody@127.0.0.1:{port}/x"))
        await pool.close()
        with pytest.raises(BlockingIOError):
            server.accept()


async def test_ids_are_strings_and_json_is_data(postgres: Database) -> None:
    """Callers never see a UUID object or JSON text."""
    id_ = new_id()
    await postgres.execute(_PUT, {"id": id_, "envelope": Jsonb({"a": [1]})}, name="test")
    question = "SELECT id, envelope FROM outbox"
    assert await postgres.fetch_one(question, name="test") == {"id": id_, "envelope": {"a": [1]}}
    assert await postgres.fetch_one(question, name="test", as_=Row) == Row(id_, {"a": [1]})
    assert await postgres.fetch_one(f"{question} LIMIT 0", name="test") is None


async def test_a_transaction_that_fails_leaves_nothing(postgres: Database) -> None:
    """All of it or none."""

    async def half() -> None:
        async with postgres.transaction() as both:
            await both.execute(_PUT, {"id": new_id(), "envelope": Jsonb({})}, name="test")
            raise RuntimeError("a bug in between")

    with pytest.raises(RuntimeError):
        await half()
    assert await postgres.fetch_all("SELECT id FROM outbox", name="test") == []


async def test_a_taken_key_is_named(postgres: Database) -> None:
    """The context learns which constraint was violated, in a transaction too."""
    row = {"id": new_id(), "envelope": Jsonb({})}
    await postgres.execute(_PUT, row, name="test")
    with pytest.raises(UniqueViolation) as alone:
        await postgres.execute(_PUT, row, name="test")
    assert alone.value.constraint == "outbox_pkey"

    async def again() -> None:
        async with postgres.transaction() as both:
            await both.execute(_PUT, row, name="test")

    with pytest.raises(UniqueViolation):
        await again()


async def test_a_connection_that_the_server_closed_is_not_used_again(postgres: Database) -> None:
    """A restart of the server does not fail any later request."""
    await asyncio.gather(
        *(postgres.fetch_one("SELECT pg_sleep(0.05)", name="test") for _ in range(4))
    )
    with psycopg.connect(PostgresSettings.current().database_url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    await asyncio.sleep(0.1)
    answers = await asyncio.gather(
        *(postgres.fetch_one("SELECT 1 AS one", name="test") for _ in range(8))
    )
    assert answers == [{"one": 1}] * 8


async def test_a_full_pool_is_unavailable(small: Database) -> None:
    """A caller that would wait too long gets Unavailable."""
    async with small.transaction():
        with pytest.raises(Unavailable):
            await small.fetch_one("SELECT 1", name="test")


async def test_a_query_without_end_is_ended(small: Database) -> None:
    """The statement timeout of the settings holds."""
    with pytest.raises(Unavailable):
        await small.fetch_one("SELECT pg_sleep(10)", name="test")


async def test_a_server_that_is_not_there_is_told_at_once() -> None:
    """A dead server fails faster than a busy one, and the next attempt is a fresh one."""
    pool = Database(PostgresSettings(database_url="postgresql://nobody@127.0.0.1:1/nothing"))
    for _ in range(2):
        async with asyncio.timeout(30):
            queries = (pool.fetch_one("SELECT 1", name="test") for _ in range(3))
            answers = await asyncio.gather(*queries, return_exceptions=True)
        assert [type(each) for each in answers] == [Unavailable] * 3
    await pool.close()


async def test_the_outbox_keeps_until_it_is_settled(postgres: Database) -> None:
    """Oldest first, none younger than asked for, and what is settled is gone."""
    outbox = PostgresOutbox()
    envelopes = [envelope(Greeted(greeting_id=str(number))) for number in range(3)]
    for each in envelopes:
        await postgres.execute(_PUT, {"id": each["id"], "envelope": Jsonb(each)}, name="test")
    assert await outbox.unpublished(older_than_seconds=3600) == []
    assert await outbox.unpublished(2) == envelopes[:2]
    await outbox.settle([str(envelopes[0]["id"]), str(envelopes[1]["id"])])
    assert await outbox.unpublished() == envelopes[2:]


async def test_json_is_text_for_whoever_knows_what_is_in_it(postgres: Database) -> None:
    """A page that PostgreSQL has put together is read into its type, not into values first."""
    row = await postgres.fetch_one(
        "SELECT json_build_object('a', 1) AS made, jsonb_build_object('a', 1) AS stored",
        name="test",
    )

    assert row == {"made": b'{"a" : 1}', "stored": {"a": 1}}


@pytest.mark.parametrize("number", ["1" + "0" * 400, "1" + "0" * 400 + ".5", "-0.0", "17.250"])
async def test_every_number_that_jsonb_holds_is_read(postgres: Database, number: str) -> None:
    """As Python's own reader does: jsonb keeps numbers that no double can hold."""
    row = await postgres.fetch_one(
        "SELECT jsonb_build_array(%(number)s::numeric) AS found", {"number": number}, name="test"
    )
    assert row == {"found": json.loads(f"[{number}]")}
