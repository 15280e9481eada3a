"""Outboxes with times that no clock shows: every event leaves, and no walk skips or repeats one.

PostgreSQL's timestamps are infinite or of the years 4713 BC to 294276; Redis orders by doubles
(IEEE 754), infinite ones among them; a CloudEvent's ``time`` is any text until it is checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from redis.exceptions import ResponseError

from lms_courses import CoursesOutbox, MongoCourses
from lms_events import Outbox, publisher, relay
from lms_kernel import new_id
from lms_postgres import Database, Jsonb, PostgresOutbox, PostgresSettings
from lms_redis import RedisOutbox
from lms_testing.courses import a_course
from lms_testing.outboxes import Refusing, an_event

if TYPE_CHECKING:
    from pymongo.asynchronous.collection import AsyncCollection
    from redis.asyncio import Redis

BEYOND = [
    "-infinity",
    "4713-01-01 00:00:00+00 BC",
    "0044-03-15 12:00:00+00 BC",
    "0001-01-01 00:00:00+00",
    "9999-12-31 23:59:59.999999+00",
    "10000-01-01 00:00:00+00",
    "294276-12-31 23:59:59.999999+00",
    "infinity",
]
SCORES = ["-inf", "-1e300", "-62135596800000000", "0", "253402300799999999", "1e300", "inf"]
STEPS = [1, 2, 3, 500]


async def _walk(outbox: Outbox, limit: int) -> list[str]:
    """Walk through what is unpublished, in steps; fail instead of walking for ever."""
    found, last = [], ""
    for _ in range(100):
        step = await outbox.unpublished(limit, older_than_seconds=5, after=last)
        found += [str(each["id"]) for each in step]
        if not (last := step.last):
            return found
    raise AssertionError(found)


async def _walk_parked(outbox: Outbox, limit: int) -> list[str]:
    """Walk through what is parked, as operators do."""
    found, place = list[str](), None
    for _ in range(100):
        page = await outbox.parked(limit, after=place)
        found += [each.id for each in page]
        if len(page) < limit:
            return found
        place = (page[-1].parked_at, page[-1].id)
    raise AssertionError(found)


async def _all_leave(outbox: Outbox, ids: list[str]) -> None:
    with publisher.override(Refusing()) as published:
        await relay(outbox, limit=2)
    assert sorted(str(each["id"]) for each in published) == sorted(ids)
    assert await outbox.unpublished(older_than_seconds=-1) == []


async def _put_rows(postgres: Database, times: list[str], *, column: str) -> list[str]:
    """Write two events for each time, and return their ids in the order of the times."""
    await postgres.execute("DELETE FROM outbox", name="test")
    ids = []
    for at in times:
        pair = sorted(new_id() for _ in range(2))
        for id_ in pair:
            await postgres.execute(
                f"INSERT INTO outbox (id, envelope, {column})"  # noqa: S608 - our own names
                " VALUES (%(id)s, %(envelope)s, %(at)s::timestamptz)",
                {"id": id_, "envelope": Jsonb({**an_event(), "id": id_}), "at": at},
                name="test",
            )
        ids += pair
    return ids


@pytest.mark.parametrize("limit", STEPS)
async def test_postgresql_relays_every_time_in_order(postgres: Database, limit: int) -> None:
    """Each row comes once, the earliest first, and leaves; only a young one waits."""
    times = [*BEYOND[:4], "2026-01-01 00:00:00+00", *BEYOND[4:]]
    ids = await _put_rows(postgres, times, column="created_at")
    young = an_event()
    await postgres.execute(
        "INSERT INTO outbox (id, envelope) VALUES (%(id)s, %(envelope)s)",
        {"id": young["id"], "envelope": Jsonb(young)},
        name="test",
    )

    assert await _walk(PostgresOutbox(), limit) == ids
    await _stay_away(postgres, str(young["id"]))
    await _all_leave(PostgresOutbox(), ids)


async def _stay_away(postgres: Database, id_: str) -> None:
    await postgres.execute("DELETE FROM outbox WHERE id = %(id)s", {"id": id_}, name="test")


@pytest.mark.parametrize("style", ["German", "SQL, DMY", "Postgres, MDY"])
async def test_a_database_that_writes_times_in_its_own_way(postgres: Database, style: str) -> None:
    """The walk goes on after them whatever the database's DateStyle (PostgreSQL, 8.5.2)."""
    name = await postgres.fetch_one("SELECT current_database() AS name", name="test")
    assert name is not None
    own_name = f'"{name["name"]}"'
    await postgres.execute(f"ALTER DATABASE {own_name} SET datestyle = '{style}'", name="test")
    ids = await _put_rows(postgres, BEYOND, column="created_at")
    own = Database(PostgresSettings.current())
    try:
        assert await _walk(PostgresOutbox(own), 1) == ids
    finally:
        await own.close()
        await postgres.execute(f"ALTER DATABASE {own_name} RESET datestyle", name="test")


@pytest.mark.parametrize("limit", STEPS)
async def test_postgresql_lists_every_parked_event_once(postgres: Database, limit: int) -> None:
    """Newest first; those beyond a datetime are at its end, by their ids."""
    ids = await _put_rows(postgres, BEYOND, column="parked_at")
    early, late = sorted(ids[:6]), sorted(ids[10:])

    found = await _walk_parked(PostgresOutbox(), limit)

    assert sorted(found) == sorted(ids)
    assert set(found[:8]) == {*ids[8:10], *late}
    assert set(found[8:]) == {*early, *ids[6:8]}


async def _put_scores(real_redis: Redis, scores: list[str]) -> list[str]:
    """Write two events for each score, and return their ids in order."""
    ids = []
    for score in scores:
        pair = sorted(new_id() for _ in range(2))
        for id_ in pair:
            event = msgspec.json.encode({**an_event(), "id": id_}).decode()
            await real_redis.hset(RedisOutbox.KEY, id_, event)
            await real_redis.zadd(f"{RedisOutbox.KEY}:order", {id_: float(score)})
        ids += pair
    return ids


@pytest.mark.parametrize("limit", STEPS)
async def test_redis_relays_every_score_in_order(real_redis: Redis, limit: int) -> None:
    """Infinite ones too, and several with the same; only a young one waits."""
    ids = await _put_scores(real_redis, SCORES)
    outbox = RedisOutbox()
    young = an_event()
    await outbox.put(young)

    assert await _walk(outbox, limit) == ids
    await outbox.settle([str(young["id"])])
    await _all_leave(outbox, ids)


@pytest.mark.parametrize("score", SCORES)
async def test_a_strange_score_does_not_carry_others_away(real_redis: Redis, score: str) -> None:
    """What is written after it has the time at which it was written: young, then old."""
    await _put_scores(real_redis, [score])
    event = an_event()
    outbox = RedisOutbox()
    await outbox.put(event)

    at = await real_redis.zscore(f"{RedisOutbox.KEY}:order", str(event["id"]))
    seconds, _ = await real_redis.time()
    assert at is not None
    assert abs(at / 1e6 - seconds) < 60
    assert event["id"] not in await _walk(outbox, 500)


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "soon", 7])
async def test_an_event_that_names_a_strange_time_is_relayed(
    real_redis: Redis, time: object
) -> None:
    """One that the release before left without an order, and those that come after it."""
    strange, other = {**an_event(), "time": time}, an_event()
    await real_redis.hset(RedisOutbox.KEY, str(strange["id"]), msgspec.json.encode(strange))
    outbox = RedisOutbox()
    assert [each["id"] for each in await outbox.unpublished(older_than_seconds=5)] == [
        strange["id"]
    ]
    await outbox.put(other)
    found = await outbox.unpublished(older_than_seconds=-1)
    assert {each["id"] for each in found} == {strange["id"], other["id"]}


async def test_no_score_is_not_a_number(real_redis: Redis) -> None:
    """Redis itself refuses NaN, so no walk meets one."""
    with pytest.raises(ResponseError, match="not a valid float"):
        await real_redis.eval(
            "return redis.call('ZADD', KEYS[1], 'nan', 'x')", 1, f"{RedisOutbox.KEY}:order"
        )


@pytest.mark.parametrize("limit", STEPS)
async def test_redis_lists_every_parked_event_once(real_redis: Redis, limit: int) -> None:
    """Where a list and the time of parking disagree, the time decides, and the list is repaired."""
    ids = await _put_scores(real_redis, ["0"] * 8)
    outbox = RedisOutbox()
    for each in ids:
        await outbox.park(each, "400")
    order = f"{RedisOutbox.PARKED}:order"
    for id_, score in zip(ids, [*SCORES, *SCORES], strict=False):
        await real_redis.zadd(order, {id_: float(score)})
    await real_redis.hset(RedisOutbox.REFUSALS, ids[3], "no JSON")

    found = await _walk_parked(outbox, limit)
    again = await _walk_parked(outbox, limit)

    assert sorted(again) == sorted(ids)
    assert len(found) <= len(ids)


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59Z", "infinity", "-infinity", "", None, 7])
async def test_mongodb_relays_an_event_of_any_time(
    mongo: AsyncCollection[dict[str, Any]], time: object
) -> None:
    """A document without an outbox, or with one that is no list, holds up no other either."""
    await mongo.delete_many({})
    await mongo.database.command("collMod", mongo.name, validator={})
    course, news = await MongoCourses().add(a_course())
    strange = {**an_event(), "time": time}
    await mongo.update_one({"_id": course.id}, {"$push": {"outbox": strange}})
    for outbox in ({}, {"outbox": None}, {"outbox": "text"}, {"outbox": {"id": "x"}}):
        document = {"_id": new_id(), "slug": new_id(), "unsettled": True}
        await mongo.insert_one({**document, **outbox})

    found = await _walk(CoursesOutbox(), 1)

    assert found == [strange["id"]]
    await CoursesOutbox().settle(found)
    assert [*await CoursesOutbox().unpublished(older_than_seconds=-1)] == news
