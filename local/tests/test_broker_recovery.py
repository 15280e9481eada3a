"""A broker that was killed, or whose Redis was: nothing is lost, and the stream stays short."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest
from redis.exceptions import RedisError

from local.broker import Broker, dispatcher
from local.broker.adoption import OLD_EVENTS
from local.broker.stream import EVENTS, PROGRESS, TRIGGERS, EventLog, Progress
from local.tests.brokers import delivery, event, is_settled, trigger

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from local.tests.brokers import Start, Until


async def test_what_was_in_flight_is_delivered_after_a_crash(
    start: Start, receiver: Any, redis_url: str
) -> None:
    """A broker that vanishes leaves everything to the next one."""
    receiver.delay_seconds = 30.0
    first = await start(trigger())
    for number in range(15):
        await first.publish(event(number))
    await receiver.until(10)
    await first.stop(0)
    receiver.requests.clear()
    receiver.delay_seconds = 0.0
    await start(trigger())
    await receiver.until(15)
    assert {headers["ce-id"] for headers, _ in receiver.requests} == set(map(str, range(15)))


async def test_attempts_are_counted_over_a_crash(start: Start, receiver: Any, until: Until) -> None:
    """Two before, one after: the third attempt is the last of two retries."""
    receiver.answers += [(500, {}, b"")] * 9
    first = await start(trigger(retry=2, delay_seconds=0.3))
    await first.publish(event())
    await until(lambda: first.recent()[0].deliveries and delivery(first).attempts == 2)
    await first.stop(0)
    second = await start(trigger(retry=2, delay_seconds=0.3))
    await until(second.dead_letters)
    letters = await second.dead_letters()
    assert letters[0].attempts == 3
    assert len(receiver.requests) == 3


async def test_a_dead_letter_on_its_way_survives_a_crash(
    start: Start, receiver: Any, sink: Any
) -> None:
    """The subscriber is not called again; the sink is."""
    receiver.answers.append((422, {}, b"no"))
    sink.answers += [(500, {}, b"")] * 3
    first = await start(trigger(sink=True, retry=5, delay_seconds=0.2))
    await first.publish(event())
    await sink.until(1)
    await first.stop(0)
    sink.answers.clear()
    await start(trigger(sink=True, retry=5))
    await sink.until(2)
    assert sink.requests[1][0]["ce-knativeerrorcode"] == "422"
    assert len(receiver.requests) == 1


async def test_a_lost_redis_only_pauses_the_broker(
    redis_url: str, receiver: Any, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Failed reads and writes are repeated; nothing is lost and nothing is done twice."""
    monkeypatch.setattr(dispatcher, "REDIS_PAUSE_SECONDS", 0.02)
    broker = Broker(redis_url, [trigger(retry=3)], {"do-it": receiver.path})
    failing = {"read": 2, "progress": 1, "note": 2, "finish": 2}
    whole = {name: getattr(EventLog, name) for name in failing}

    def sometimes(name: str) -> Any:
        async def step(*arguments: Any, **named: Any) -> Any:
            if failing[name]:
                failing[name] -= 1
                raise RedisError
            return await whole[name](*arguments, **named)

        return step

    for name in failing:
        monkeypatch.setattr(EventLog, name, sometimes(name))
    receiver.answers.append((503, {}, b""))
    await broker.start()
    await broker.publish(event())
    await until(lambda: broker.recent()[0].deliveries and delivery(broker).state == "done")
    await until(lambda: not any(failing.values()))
    assert len(receiver.requests) == 2
    await broker.stop()
    await broker.close()


async def test_a_stream_keeps_only_what_is_left_to_deliver(
    start: Start, receiver: Any, redis: Redis, until: Until
) -> None:
    """What is done leaves immediately, also behind an entry that waits for its next attempt."""
    receiver.answers += [(204, {}, b""), (503, {}, b""), (204, {}, b"")]
    broker = await start(trigger(retry=3, delay_seconds=60.0))
    for number in range(3):
        await broker.publish(event(number))
        await receiver.until(number + 1)
    await until(lambda: delivery(broker).state == "done")

    async def is_short() -> bool:
        return bool(await redis.xlen(EVENTS + "do-it") == 1)

    await until(is_short)


async def test_an_event_that_nobody_wants_is_not_stored(
    start: Start, redis: Redis, receiver: Any
) -> None:
    """It was accepted, and that is all."""
    broker = await start(trigger(wants="x.y"))
    await broker.publish(event())
    assert await redis.xlen(EVENTS + "do-it") == 0
    assert [record.id for record in broker.recent()] == ["1"]


async def test_a_trigger_that_is_gone_holds_nothing_back(
    start: Start, redis: Redis, receiver: Any
) -> None:
    """Its stream and its progress are deleted when the broker starts without it."""
    first = await start(trigger(), trigger("gone"))
    await first.publish(event())
    await receiver.until(2)
    await first.stop(1)
    await redis.hset(PROGRESS + "gone", "1-1", "{}")
    await start(trigger())
    assert await redis.smembers(TRIGGERS) == {"do-it"}
    assert not await redis.exists(EVENTS + "gone", PROGRESS + "gone")


async def test_what_an_older_broker_left_is_delivered(
    start: Start, redis: Redis, receiver: Any, until: Until
) -> None:
    """One stream with a group for each trigger: what is pending, what nobody read, its attempts."""
    for group in ("do-it", "gone"):
        await redis.xgroup_create(OLD_EVENTS, group, id="0", mkstream=True)
    ids = [await redis.xadd(OLD_EVENTS, _old(event(number))) for number in range(3)]
    ids.append(await redis.xadd(OLD_EVENTS, _old(event(3), only="gone")))
    ids.append(await redis.xadd(OLD_EVENTS, _old(event(4, type="x.y"))))
    await redis.xreadgroup("do-it", "host", {OLD_EVENTS: ">"}, count=2)
    await redis.xack(OLD_EVENTS, "do-it", ids[0])
    noted = json.dumps(asdict(Progress(attempts=2)))
    await redis.hset(PROGRESS + "do-it", ids[1], noted)

    broker = await start(trigger(retry=5))
    await until(lambda: is_settled(redis))

    assert {headers["ce-id"] for headers, _ in receiver.requests} == {"1", "2"}
    attempts = {record.id: record.deliveries["do-it"].attempts for record in broker.recent()}
    assert attempts == {"1": 3, "2": 1}
    assert not await redis.exists(OLD_EVENTS)


def _old(one: dict[str, Any], only: str = "") -> dict[Any, Any]:
    return {"event": json.dumps(one), "only": only, "replay_of": ""}


async def test_a_write_that_fails_is_nobody_else_s_failure(
    start: Start, redis: Redis, receiver: Any
) -> None:
    """Events of one group; the stream of one trigger is something else by mistake."""
    broker = await start(trigger(), trigger("broken", wants="x.y"))
    await redis.set(EVENTS + "broken", "no stream")
    outcomes = await asyncio.gather(
        *(broker.publish(event(number, type=("a.b", "x.y")[number % 2])) for number in range(10)),
        return_exceptions=True,
    )
    assert [isinstance(each, RedisError) for each in outcomes] == [False, True] * 5
    await receiver.until(5)


async def test_events_wait_in_redis_when_too_many_are_in_hand(
    start: Start, receiver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory is bounded; nothing is dropped."""
    monkeypatch.setattr(dispatcher, "MOST_IN_HAND", 2)
    receiver.delay_seconds = 0.02
    broker = await start(trigger())
    for number in range(25):
        await broker.publish(event(number))
    await receiver.until(25)
    assert len({headers["ce-id"] for headers, _ in receiver.requests}) == 25
