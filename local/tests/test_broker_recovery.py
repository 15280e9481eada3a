"""A broker that was killed, or whose Redis was: nothing is lost, and the stream stays short."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from redis.exceptions import RedisError

from local.broker import Broker, broker as broker_module, dispatcher
from local.broker.stream import EVENTS, PROGRESS, EventLog
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
    failing = {"read": 2, "unfinished": 1, "note": 2, "finish": 2, "trim": 1}
    whole = {name: getattr(EventLog, name) for name in failing}

    def sometimes(name: str) -> Any:
        async def step(*arguments: Any, **named: Any) -> Any:
            if failing[name]:
                failing[name] -= 1
                raise RedisError
            return await whole[name](*arguments, **named)

        return step

    monkeypatch.setattr(broker_module, "TRIM_SECONDS", 0.02)
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


async def test_the_stream_keeps_only_what_somebody_needs(
    start: Start, receiver: Any, redis: Redis, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries that all have finished are dropped; one still in flight stays, and all after it."""
    monkeypatch.setattr(broker_module, "TRIM_SECONDS", 0.05)
    receiver.answers += [(204, {}, b""), (503, {}, b""), (204, {}, b"")]
    broker = await start(trigger(retry=3, delay_seconds=60.0))
    for number in range(3):
        await broker.publish(event(number))
        await receiver.until(number + 1)
    await until(lambda: delivery(broker).state == "done")

    async def is_short() -> bool:
        return bool(await redis.xlen(EVENTS) == 2)

    await until(is_short)


async def test_a_trigger_that_is_gone_holds_nothing_back(
    start: Start, redis: Redis, receiver: Any
) -> None:
    """Its group and its progress are deleted when the broker starts without it."""
    first = await start(trigger(), trigger("gone"))
    await first.publish(event())
    await receiver.until(2)
    await first.stop(1)
    await redis.hset(PROGRESS + "gone", "1-1", "{}")
    await start(trigger())
    assert [group["name"] for group in await redis.xinfo_groups(EVENTS)] == ["do-it"]
    assert not await redis.exists(PROGRESS + "gone")


async def test_an_entry_that_somebody_trimmed_is_let_go(
    start: Start, redis: Redis, receiver: Any, until: Until
) -> None:
    """It is pending, but no longer in the stream."""
    receiver.delay_seconds = 30
    first = await start(trigger())
    await first.publish(event())
    await receiver.until(1)
    await first.stop(0)
    await redis.xtrim(EVENTS, maxlen=0)
    await start(trigger())
    await until(lambda: is_settled(redis))


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
