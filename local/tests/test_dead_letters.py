"""Events that could not be delivered: how they are buried, listed and replayed."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest

from local.broker import stream
from local.broker.sender import Sender
from local.broker.stream import DEAD_LETTERS, Backlog, DeadLetter
from local.tests.brokers import delivery, event, is_settled, trigger

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from local.tests.brokers import Start, Until


async def test_what_is_spent_becomes_a_dead_letter(
    start: Start, receiver: Any, sink: Any, redis: Redis, until: Until
) -> None:
    """After one attempt and two retries the sink gets it with the reason, and it is stored."""
    receiver.answers += [(500, {}, b"broken pipe")] * 3
    broker = await start(trigger(retry=2, sink=True))
    await broker.publish(event())
    await sink.until(1)
    assert len(receiver.requests) == 3
    ((headers, _),) = sink.requests
    assert headers["ce-knativeerrorcode"] == "500"
    assert base64.b64decode(headers["ce-knativeerrordata"]) == b"broken pipe"
    assert headers["ce-knativeerrordest"] == "http://do-it.learning.svc.cluster.local/"
    (letter,) = await broker.dead_letters()
    assert (letter.trigger, letter.code, letter.attempts) == ("do-it", 500, 3)
    await until(lambda: delivery(broker).state == "dead")
    await until(lambda: is_settled(redis))


async def test_dead_letters_are_counted_though_they_are_replayed(
    start: Start, receiver: Any, redis: Redis, until: Until
) -> None:
    """An alert asks how many there were of late: a replay must not look like one more, or less."""
    receiver.answers.append((422, {}, b"unreadable"))
    broker = await start(trigger(retry=5))
    assert (await broker.backlog()).buried == 0
    await broker.publish(event())
    await until(broker.dead_letters)
    (letter,) = await broker.dead_letters()
    await broker.replay(letter.id)
    await until(lambda: len(receiver.requests) == 2)
    await until(lambda: is_settled(redis))
    assert await broker.backlog() == Backlog(1, {"do-it": 0})


async def test_what_can_never_work_is_not_tried_again(
    start: Start, receiver: Any, until: Until
) -> None:
    """422 goes straight to the dead letters, even without a sink."""
    receiver.answers.append((422, {}, b"unreadable"))
    broker = await start(trigger(retry=5))
    await broker.publish(event())
    await until(broker.dead_letters)
    letters = await broker.dead_letters()
    assert len(receiver.requests) == 1
    assert letters[0].text == "unreadable"


async def test_a_sink_that_fails_for_good_keeps_the_letter_listed(
    start: Start, receiver: Any, sink: Any, redis: Redis, until: Until
) -> None:
    """The event is settled, and can still be seen and replayed."""
    receiver.answers.append((422, {}, b"no"))
    sink.answers.append((400, {}, b"no"))
    broker = await start(trigger(sink=True))
    await broker.publish(event())
    await sink.until(1)
    await until(lambda: is_settled(redis))
    assert len(await broker.dead_letters()) == 1


async def test_dead_letters_are_kept_under_a_name_that_finds_them(
    start: Start, receiver: Any, redis: Redis, until: Until
) -> None:
    """Trigger and entry: a second delivery of the same entry cannot make a second letter."""
    receiver.answers.append((422, {}, b"no"))
    broker = await start(trigger())
    entry = await broker.publish(event())
    await until(lambda: redis.hexists(DEAD_LETTERS, f"do-it.{entry}"))


async def test_a_replayed_dead_letter_goes_to_its_own_trigger(
    start: Start, receiver: Any, until: Until
) -> None:
    """The others already had it; once it is done the letter is gone."""
    receiver.answers.append((422, {}, b"no"))
    broker = await start(trigger(), trigger("other", wants="x"), trigger("third"))
    receiver.answers.append((204, {}, b""))
    await broker.publish(event())
    await receiver.until(2)
    await until(broker.dead_letters)
    letters = await broker.dead_letters()
    assert await broker.replay(letters[0].id)
    await receiver.until(3)

    async def is_gone() -> bool:
        return not await broker.dead_letters()

    await until(is_gone)
    await asyncio.sleep(0.1)
    assert len(receiver.requests) == 3
    assert not await broker.replay("no such letter")


async def test_a_replay_that_fails_replaces_the_letter(
    start: Start, receiver: Any, until: Until
) -> None:
    """One event has one letter, however often it is tried."""
    receiver.answers += [(422, {}, b"first"), (422, {}, b"second")]
    broker = await start(trigger())
    await broker.publish(event())
    await until(broker.dead_letters)
    await broker.replay((await broker.dead_letters())[0].id)

    async def is_replaced() -> bool:
        return [letter.text for letter in await broker.dead_letters()] == ["second"]

    await until(is_replaced)


@pytest.mark.parametrize("sink_too", [True, False])
async def test_an_event_that_cannot_be_written_is_a_dead_letter(
    start: Start, receiver: Any, redis: Redis, until: Until, sink_too: bool
) -> None:
    """Even one that got in nevertheless, and even when its letter cannot be written either."""
    broker = await start(trigger(retry=5, sink=sink_too))
    await broker.publish(event(subject="\ud800"))
    await until(broker.dead_letters)
    await until(lambda: is_settled(redis))
    (letter,) = await broker.dead_letters()
    assert (letter.code, letter.attempts) == (400, 1)
    assert receiver.requests == []


@pytest.mark.parametrize("sink_too", [True, False])
async def test_no_entry_is_stuck_when_the_broker_itself_fails(
    start: Start,
    redis: Redis,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
    sink_too: bool,
) -> None:
    """An unforeseen failure is logged, and the entry buried."""

    async def fail(*_: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(Sender, "send", fail)
    broker = await start(trigger(retry=5, sink=sink_too))
    await broker.publish(event())
    await until(broker.dead_letters)
    await until(lambda: is_settled(redis))
    (letter,) = await broker.dead_letters()
    assert "unforeseen" in letter.text
    assert delivery(broker).state == "dead"


async def test_the_newest_dead_letters_are_listed(
    start: Start, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are, a bounded number is in memory and on the page."""
    monkeypatch.setattr(stream, "MOST_LETTERS", 3)
    broker = await start(trigger())
    for number in range(20):
        letter = DeadLetter(f"do-it.{number}", "do-it", event(), 500, "", 1, f"2026-01-{number:02}")
        await redis.hset(DEAD_LETTERS, letter.id, json.dumps(asdict(letter)))
    assert [letter.time[-2:] for letter in await broker.dead_letters()] == ["19", "18", "17"]
