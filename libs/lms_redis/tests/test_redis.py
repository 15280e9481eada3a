"""The Redis client: scripts, the outbox, and what outages become."""

from __future__ import annotations

import msgspec
import pytest
import redis.exceptions

from lms_kernel import Unavailable
from lms_redis import RedisOutbox, Script, redis as client, redis_errors
from lms_testing.round_trips import counted_round_trips


@pytest.mark.parametrize(
    "fault",
    [
        redis.exceptions.ConnectionError("refused"),
        redis.exceptions.TimeoutError("slow"),
        redis.exceptions.BusyLoadingError("reading its file"),
        redis.exceptions.ReadOnlyError("a replica"),
        redis.exceptions.OutOfMemoryError("command not allowed when used memory > 'maxmemory'."),
        redis.exceptions.ClusterDownError("The cluster is down"),
        redis.exceptions.ResponseError("MISCONF Redis is configured to save RDB snapshots"),
        redis.exceptions.ResponseError("LOADING Redis is loading the dataset in memory"),
        redis.exceptions.ResponseError("CLUSTERDOWN Hash slot not served"),
        redis.exceptions.ResponseError("NOREPLICAS Not enough good replicas to write."),
        redis.exceptions.ResponseError(
            "Command # 1 (SET key value) of pipeline caused error: MISCONF Redis is configured"
        ),
        redis.exceptions.ResponseError(
            "Command # 1 (SET a 1) of pipeline caused error: ('NOREPLICAS Not enough replicas.',)"
        ),
    ],
)
async def test_an_outage_is_unavailable(fault: Exception) -> None:
    """Also while the server reads its data, is full, or when we were sent to a replica."""
    with pytest.raises(Unavailable, match="Redis cannot be used"):
        async with redis_errors("test"):
            raise fault


@pytest.mark.parametrize("text", ["WRONGTYPE", "ERR unknown command 'LOADING'", "MISCONFIGURED"])
async def test_other_faults_keep_their_name(text: str) -> None:
    """A wrong command is a bug of ours."""
    with pytest.raises(redis.exceptions.ResponseError, match=text):
        async with redis_errors("test"):
            raise redis.exceptions.ResponseError(text)


async def test_a_script_is_sent_once_and_then_known_by_its_digest() -> None:
    """A server that does not know it, new or restarted, is told."""
    add = Script("return redis.call('INCRBY', KEYS[1], ARGV[1])")
    assert await add(keys=["n"], args=[2]) == 2
    assert await add(keys=["n"], args=[3]) == 5
    await client().script_flush()
    assert await add(keys=["n"], args=[1]) == 6


async def test_a_script_that_reads_is_sent_once_too() -> None:
    """A server that does not know it, new or restarted, is told."""
    await client().set("n", 2)
    get = Script("return redis.call('GET', KEYS[1])")
    assert await get.read(keys=["n"]) == "2"
    await client().script_flush()
    assert await get.read(keys=["n"]) == "2"
    with counted_round_trips() as trips:
        assert await get.read(keys=["n"]) == "2"

    assert trips == ["EVALSHA"]


async def _fill(*numbers: int) -> RedisOutbox:
    for number in numbers:
        event = {"id": f"e{number}", "time": f"2026-01-01T00:00:0{number}.000000Z"}
        await client().hset(RedisOutbox.KEY, f"e{number}", msgspec.json.encode(event))
    return RedisOutbox()


async def test_the_outbox_answers_the_oldest_first() -> None:
    """At most as many as asked for, none younger than asked for."""
    outbox = await _fill(3, 1, 2)
    assert [each["id"] for each in await outbox.unpublished(2)] == ["e1", "e2"]
    assert await outbox.unpublished(older_than_seconds=10**9) == []


async def test_what_is_settled_is_gone() -> None:
    """And nothing else."""
    outbox = await _fill(1, 2)
    await outbox.settle(["e1"])
    assert [each["id"] for each in await outbox.unpublished()] == ["e2"]
