"""Outboxes after a long outage of the broker: a step through one costs what it has."""

from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING

import msgspec
import psutil
import pytest

from lms_postgres import Database, PostgresOutbox
from lms_redis import RedisOutbox
from lms_testing.outboxes import an_event

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from redis.asyncio import Redis

    from lms_events import Outbox
    from lms_kernel import Unpublished

FEW, MANY = 10_000, 200_000
STEP = 500
# A step of the long one may take so many times the processor time of one of the short one; a read
# of everything took 20 times as much.
RATIO = 4
# The clock of the processor ticks every 10 ms.
STEPS, TICK_SECONDS = 15, 0.01
MOST_BYTES = 10_000_000

_FILL = """
local time = redis.call('TIME')[1] - 10
for number = ARGV[5] + 1, math.min(ARGV[1], ARGV[5] + 1000) do
    local id = string.format('%s%06d', string.sub(ARGV[3], 1, 30), number)
    redis.call('HSET', KEYS[1], id, ARGV[2])
    if ARGV[4] == '1' then
        redis.call('ZADD', KEYS[1] .. ':order', (time - ARGV[1] + number) * 1000000, id)
    end
end
"""


async def _fill_table(postgres: Database, number: int) -> Outbox:
    await postgres.execute("DELETE FROM outbox", name="test")
    event = msgspec.json.encode(an_event()).decode()
    for done in range(0, number, 10_000):
        await postgres.execute(
            "INSERT INTO outbox (id, envelope, created_at)"
            " SELECT gen_random_uuid(), %(event)s::jsonb, now() - make_interval(secs => 10 + n)"
            " FROM generate_series(%(done)s + 1, %(done)s + 10000) AS n",
            {"event": event, "done": done},
            name="test",
        )
    await postgres.execute("ANALYZE outbox", name="test")
    return PostgresOutbox()


async def _fill_hash(redis: Redis, number: int, *, is_listed: bool = True) -> Outbox:
    await redis.delete(RedisOutbox.KEY, f"{RedisOutbox.KEY}:order")
    event = an_event()
    text = msgspec.json.encode(event)
    for done in range(0, number, 1000):
        more = (number, text, str(event["id"]), int(is_listed), done)
        await redis.eval(_FILL, 1, RedisOutbox.KEY, *more)
    return RedisOutbox()


async def _steps(outbox: Outbox, store: list[psutil.Process]) -> tuple[float, int]:
    """Return the processor time of 15 steps, here and in the store, and the memory at its peak."""
    found = await outbox.unpublished(STEP)
    began = _processor_seconds(store)
    for _ in range(STEPS):
        found = await outbox.unpublished(STEP, after=found.last or "")
        assert len(found) == STEP
    seconds = _processor_seconds(store) - began
    tracemalloc.start()
    await outbox.unpublished(STEP)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, peak


def _processor_seconds(store: list[psutil.Process]) -> float:
    """Return what this process and the store's have computed: other programs do not matter."""
    times = [each.cpu_times() for each in store]
    return time.process_time() + sum(each.user + each.system for each in times)


async def _costs_the_same(
    fill: Callable[[int], Awaitable[Outbox]], store: list[psutil.Process]
) -> None:
    short, _ = await _steps(await fill(FEW), store)
    outbox = await fill(MANY)
    long, peak = await _steps(outbox, store)
    assert long < RATIO * (short + TICK_SECONDS), f"{long:.4f} s, {short:.4f} of a short outbox"
    assert peak < MOST_BYTES
    step: Unpublished = await outbox.unpublished(STEP)
    assert [each["id"] for each in step] != []


async def test_a_step_through_a_long_table_costs_what_it_has(postgres: Database) -> None:
    """200,000 rows, and the work of a step and its memory are those of 10,000."""
    rows = await postgres.fetch_all(
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'", name="test"
    )
    sessions = [psutil.Process(row["pid"]) for row in rows]
    await _costs_the_same(lambda number: _fill_table(postgres, number), sessions)


async def test_a_step_through_a_long_hash_costs_what_it_has(real_redis: Redis) -> None:
    """200,000 events in Redis, and the work of a step and its memory are those of 10,000."""
    server = psutil.Process((await real_redis.info("server"))["process_id"])
    await _costs_the_same(lambda number: _fill_hash(real_redis, number), [server])


async def test_what_a_release_without_order_left_is_found_step_by_step(real_redis: Redis) -> None:
    """A hash of 20,000 events without a list: each step finds some, in the end all have left."""
    outbox = await _fill_hash(real_redis, 20_000, is_listed=False)
    left = set()
    for _ in range(200):
        step = await outbox.unpublished(STEP)
        left |= {str(each["id"]) for each in step}
        await outbox.settle([str(each["id"]) for each in step])
    assert len(left) == 20_000
    assert await real_redis.exists(RedisOutbox.KEY, f"{RedisOutbox.KEY}:order") == 0


async def test_what_a_release_without_order_removed_is_forgotten(real_redis: Redis) -> None:
    """It leaves the list behind; nobody trips over that."""
    outbox = await _fill_hash(real_redis, 10)
    first, *rest = [str(each["id"]) for each in await outbox.unpublished()]
    await real_redis.hdel(RedisOutbox.KEY, first)

    assert [each["id"] for each in await outbox.unpublished()] == rest
    assert await real_redis.zcard(f"{RedisOutbox.KEY}:order") == len(rest)
    assert await outbox.look_up(first) is None


@pytest.mark.parametrize("number", [3, 40])
async def test_parked_events_of_a_release_without_order_are_listed(
    real_redis: Redis, number: int
) -> None:
    """Newest first, page by page, as those of this one."""
    outbox = await _fill_hash(real_redis, number)
    ids = [str(each["id"]) for each in await outbox.unpublished()]
    for each in ids:
        await outbox.park(each, "400")
    await real_redis.delete(f"{RedisOutbox.PARKED}:order")

    first = await outbox.parked(2)
    rest = await outbox.parked(100, after=(first[-1].parked_at, first[-1].id))

    assert [each.id for each in (*first, *rest)] == ids[::-1]
