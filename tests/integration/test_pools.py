"""Connection pools and query times of all three stores, as the functions' metrics show them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pymongo.errors
import pytest
from prometheus_client import REGISTRY
from redis.exceptions import ResponseError

from lms_kernel import Unavailable, close_providers, new_id
from lms_mongo import MongoSettings, client, collection, mongo_errors
from lms_postgres import PostgresSettings, UniqueViolation, database
from lms_redis import RedisSettings, redis, redis_errors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from redis.asyncio import Redis

CONNECTIONS = 2


@pytest.fixture
async def stores(database_url: str, redis_url: str, mongodb_url: str) -> AsyncIterator[None]:
    """Every store, with two connections for each pool."""
    with (
        PostgresSettings.override(database_url=database_url, lms_postgres_pool_max=CONNECTIONS),
        RedisSettings.override(redis_url=redis_url, lms_redis_pool_max=CONNECTIONS),
        MongoSettings.override(mongodb_url=mongodb_url, lms_mongo_pool_max=CONNECTIONS),
    ):
        yield
        await close_providers()


async def slow(store: str) -> None:
    """Keep one connection of a store busy for a moment."""
    if store == "postgres":
        await database().execute("SELECT pg_sleep(0.5)", name="test_sleep")
    else:
        await redis().blpop([f"nothing-{new_id()}"], timeout=0.5)


def pool(store: str) -> dict[str, float | None]:
    """Return what the metrics say about a pool."""
    return {
        state: REGISTRY.get_sample_value("store_pool_connections", {"store": store, "state": state})
        for state in ("idle", "used", "waiting")
    }


@pytest.mark.parametrize("store", ["postgres", "redis"])
async def test_a_pool_shows_who_is_served_and_who_waits(stores: None, store: str) -> None:
    """Five queries on two connections: two are used and three wait; afterwards two are idle."""
    # Both connections are open: on a busy machine that alone takes longer than a query.
    await asyncio.gather(*(slow(store) for _ in range(CONNECTIONS)))
    queries = [asyncio.create_task(slow(store)) for _ in range(5)]
    await asyncio.sleep(0.2)
    busy = pool(store)
    await asyncio.gather(*queries)

    assert busy == {"idle": 0, "used": CONNECTIONS, "waiting": 3}
    assert pool(store) == {"idle": CONNECTIONS, "used": 0, "waiting": 0}


async def test_the_pool_of_mongodb_is_counted_by_its_events(stores: None) -> None:
    """The driver opens connections of its own besides; after the queries all are idle."""
    await asyncio.gather(*(collection("courses").find_one({}) for _ in range(20)))

    found = pool("mongodb")
    assert 1 <= (found["idle"] or 0) <= CONNECTIONS
    assert (found["used"], found["waiting"]) == (0, 0)
    await client().close()
    assert pool("mongodb") == {"idle": 0, "used": 0, "waiting": 0}


def timed(store: str, outcome: str) -> float:
    """Return how many queries named "outcomes" ended like this."""
    labels = {"store": store, "query": "outcomes", "outcome": outcome}
    return REGISTRY.get_sample_value("store_query_duration_seconds_count", labels) or 0


async def test_query_times_of_postgres_say_what_came_of_the_query(stores: None) -> None:
    """A taken key is a conflict, what takes too long an outage, bad SQL a fault of ours."""
    one = "INSERT INTO outbox (id, envelope) VALUES (%(id)s, '{}')"
    id_ = {"id": new_id()}
    await database().execute(one, id_, name="outcomes")
    with pytest.raises(UniqueViolation):
        await database().execute(one, id_, name="outcomes")
    with pytest.raises(Unavailable):
        await database().execute("SELECT pg_terminate_backend(pg_backend_pid())", name="outcomes")
    with pytest.raises(Exception, match="nothing_like_this"):
        await database().execute("SELECT * FROM nothing_like_this", name="outcomes")

    found = {each: timed("postgres", each) for each in ("ok", "conflict", "unavailable", "failed")}
    assert found == dict.fromkeys(found, 1)


async def test_query_times_of_redis_say_what_came_of_the_query(
    stores: None, real_redis: Redis
) -> None:
    """A server that is full is an outage; a command on another type a fault of ours."""
    await redis().set("text", "1")
    async with redis_errors("outcomes"):
        await redis().get("text")
    with pytest.raises(ResponseError):
        async with redis_errors("outcomes"):
            await redis().lpush("text", "1")
    with pytest.raises(Unavailable):
        async with redis_errors("outcomes"):
            raise ResponseError("OOM command not allowed")

    found = {each: timed("redis", each) for each in ("ok", "unavailable", "failed")}
    assert found == dict.fromkeys(found, 1)


async def test_query_times_of_mongodb_say_what_came_of_the_query(stores: None) -> None:
    """The same four outcomes as in PostgreSQL."""
    faults = [
        pymongo.errors.DuplicateKeyError("slug"),
        pymongo.errors.AutoReconnect("gone"),
        pymongo.errors.OperationFailure("out of space", code=14031),
        pymongo.errors.OperationFailure("bad query", code=2),
    ]
    async with mongo_errors("outcomes"):
        await collection("courses").find_one({})
    for fault in faults:
        with pytest.raises((Unavailable, pymongo.errors.PyMongoError)):
            async with mongo_errors("outcomes"):
                raise fault

    assert [timed("mongodb", each) for each in ("ok", "conflict", "unavailable", "failed")] == [
        *(1, 1, 2, 1)
    ]
