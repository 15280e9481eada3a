"""The broker on a real Valkey, delivering to real sockets."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from local.broker import Broker, broker as broker_module, dispatcher
from local.broker.attributes import is_time
from local.broker.filters import exact
from local.broker.history import History
from local.broker.sender import Sender
from local.broker.stream import DEAD_LETTERS, EVENTS, PROGRESS, EventLog
from local.broker.triggers import Delivery, Destination, Trigger
from local.ports import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Make = Callable[..., Awaitable[Broker]]
    Until = Callable[..., Awaitable[None]]

QUICK = {"delay_seconds": 0.02, "policy": "linear"}


def event(number: int = 1, **more: Any) -> dict[str, Any]:
    """Return an event that the trigger of these tests wants."""
    return {
        "specversion": "1.0",
        "id": str(number),
        "source": "/x",
        "type": "a.b",
        "data": {"n": number},
        **more,
    }


def trigger(
    name: str = "do-it", *, wants: str = "a.b", sink: bool = False, **rules: Any
) -> Trigger:
    """Return a trigger that delivers to the receiver, its dead letters to the sink."""
    letters = Destination(service="bury-it") if sink else None
    return Trigger(
        name,
        exact("type", wants),
        Destination(service="do-it"),
        Delivery(**{**QUICK, "dead_letter_sink": letters, **rules}),
    )


@pytest.fixture
async def start(redis_url: str, receiver: Any, sink: Any) -> AsyncIterator[Make]:
    """Return a starter of brokers; all are stopped in the end."""
    started: list[Broker] = []

    async def begin(*triggers: Trigger) -> Broker:
        sockets = {"do-it": receiver.path, "bury-it": sink.path}
        made = Broker(redis_url, triggers, sockets)
        await made.start()
        started.append(made)
        return made

    yield begin
    for one in started:
        await one.stop(1)
        await one.close()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """Return a client that looks at the broker's keys."""
    async with Redis.from_url(redis_url, decode_responses=True) as client:
        yield client


def delivery(broker: Broker, name: str = "do-it", number: int = 0) -> Any:
    """Return the record of a delivery of the newest event, or of an older one."""
    return broker.recent()[number].deliveries[name]


async def is_settled(redis: Redis, name: str = "do-it") -> bool:
    """Tell whether a trigger has nothing pending and nothing noted."""
    pending = await redis.xpending(EVENTS, name)
    return pending["pending"] == 0 and await redis.hlen(PROGRESS + name) == 0


async def test_an_event_reaches_who_wants_it(start: Make, receiver: Any, until: Until) -> None:
    """As a POST in binary mode, once."""
    broker = await start(trigger(), trigger("other", wants="x.y"))
    await broker.publish(event())
    await receiver.until(1)
    await until(lambda: delivery(broker).state == "done")
    ((headers, body),) = receiver.requests
    assert headers["ce-type"] == "a.b"
    assert headers["host"] == "do-it.learning.svc.cluster.local"
    assert (headers["kn-namespace"], headers["prefer"]) == ("learning", "reply")
    assert is_time(headers["ce-knativearrivaltime"])
    assert "ce-knativebrokerttl" not in headers
    assert "traceparent" not in headers
    assert json.loads(body) == {"n": 1}
    assert "other" not in broker.recent()[0].deliveries


async def test_a_failed_delivery_is_tried_again(start: Make, receiver: Any, until: Until) -> None:
    """Until it is done; the page shows how often."""
    receiver.answers += [(503, {}, b""), (500, {}, b""), (204, {}, b"")]
    broker = await start(trigger(retry=5))
    await broker.publish(event())
    await until(lambda: broker.recent()[0].deliveries and delivery(broker).state == "done")
    assert len(receiver.requests) == 3
    assert delivery(broker).attempts == 3


async def test_what_is_spent_becomes_a_dead_letter(
    start: Make, receiver: Any, sink: Any, redis: Redis, until: Until
) -> None:
    """One attempt and two retries, then the sink gets it with the reason, and it is kept."""
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


async def test_what_can_never_work_is_not_tried_again(
    start: Make, receiver: Any, until: Until
) -> None:
    """422 goes straight to the dead letters, also without a sink."""
    receiver.answers.append((422, {}, b"unreadable"))
    broker = await start(trigger(retry=5))
    await broker.publish(event())
    await until(broker.dead_letters)
    letters = await broker.dead_letters()
    assert len(receiver.requests) == 1
    assert letters[0].text == "unreadable"


async def test_a_body_that_is_no_event_is_a_failure(start: Make, receiver: Any) -> None:
    """As with Knative: whoever answers OK is asked again."""
    receiver.answers += [(200, {"Content-Type": "text/plain"}, b"OK")]
    broker = await start(trigger(retry=1))
    await broker.publish(event())
    await receiver.until(2)
    assert delivery(broker).attempts >= 1


async def test_a_reply_is_published(start: Make, receiver: Any, until: Until) -> None:
    """The answer's event goes to whoever wants it."""
    reply = event(2, type="reply.type")
    receiver.answers.append(
        (200, {"Content-Type": "application/cloudevents+json"}, json.dumps(reply).encode())
    )
    broker = await start(trigger(), trigger("next", wants="reply.type"))
    await broker.publish(event())
    await receiver.until(2)
    assert receiver.requests[1][0]["ce-id"] == "2"
    await until(lambda: [record.id for record in broker.recent()] == ["2", "1"])


async def test_a_trace_goes_on_in_the_header_that_everybody_reads(
    start: Make, receiver: Any
) -> None:
    """W3C's header beside the attribute; what is no trace stays an attribute."""
    broker = await start(trigger())
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await broker.publish(event(traceparent=trace))
    await broker.publish(event(2, traceparent="Grüße"))
    await receiver.until(2)
    found = {headers["ce-id"]: headers.get("traceparent") for headers, _ in receiver.requests}
    assert found == {"1": trace, "2": None}


async def test_replies_in_a_circle_end(start: Make, receiver: Any, until: Until) -> None:
    """Knative's count of rounds: the reply that is one too many makes its cause a dead letter."""
    reply = (200, {"Content-Type": "application/cloudevents+json"}, json.dumps(event()).encode())
    receiver.answers += [reply] * 10
    broker = await start(trigger(retry=5))
    await broker.publish(event(knativebrokerttl=4))
    await until(broker.dead_letters)
    assert len(receiver.requests) == 3
    (letter,) = await broker.dead_letters()
    assert (letter.code, letter.text) == (400, "replies to this event go in circles")


async def test_deliveries_of_one_trigger_are_bounded(start: Make, receiver: Any) -> None:
    """Several at once, ten at most."""
    receiver.delay_seconds = 0.05
    broker = await start(trigger())
    for number in range(30):
        await broker.publish(event(number))
    await receiver.until(30)
    assert 2 <= receiver.most_at_once <= 10


async def test_nobody_there_is_tried_again(start: Make, receiver: Any, until: Until) -> None:
    """A function whose socket is away, and a service that does not exist."""
    await receiver.stop()
    missing = Trigger(
        "lost", exact("type", "a.b"), Destination(service="nobody"), Delivery(retry=0)
    )
    broker = await start(trigger(retry=50), missing)
    await broker.publish(event())
    await until(lambda: broker.recent()[0].deliveries and delivery(broker).attempts > 1)
    assert delivery(broker).code == 0
    await receiver.start()
    await until(lambda: delivery(broker).state == "done")
    await until(lambda: delivery(broker, "lost").text == "there is no service nobody")


async def test_a_late_answer_is_no_answer(start: Make, receiver: Any, until: Until) -> None:
    """The trigger's time-out ends an attempt."""
    receiver.delay_seconds = 0.3
    broker = await start(trigger(timeout_seconds=0.05, retry=0))
    await broker.publish(event())
    await until(lambda: broker.recent()[0].deliveries and delivery(broker).state == "dead")
    assert delivery(broker).text == "no answer within 0.05 s"


async def test_what_was_in_flight_is_delivered_after_a_crash(
    start: Make, receiver: Any, redis_url: str
) -> None:
    """A broker that is gone without a word leaves everything to the next one."""
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


async def test_attempts_are_counted_over_a_crash(start: Make, receiver: Any, until: Until) -> None:
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
    start: Make, receiver: Any, sink: Any
) -> None:
    """The subscriber is not asked again; the sink is."""
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


async def test_a_sink_that_fails_for_good_keeps_the_letter_listed(
    start: Make, receiver: Any, sink: Any, redis: Redis, until: Until
) -> None:
    """The event is settled, and still to be seen and replayed."""
    receiver.answers.append((422, {}, b"no"))
    sink.answers.append((400, {}, b"no"))
    broker = await start(trigger(sink=True))
    await broker.publish(event())
    await sink.until(1)
    await until(lambda: is_settled(redis))
    assert len(await broker.dead_letters()) == 1


async def test_a_replayed_dead_letter_goes_to_its_own_trigger(
    start: Make, receiver: Any, until: Until
) -> None:
    """The others have had it; once it is done the letter is gone."""
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
    start: Make, receiver: Any, until: Until
) -> None:
    """One event, one letter, however often it is tried."""
    receiver.answers += [(422, {}, b"first"), (422, {}, b"second")]
    broker = await start(trigger())
    await broker.publish(event())
    await until(broker.dead_letters)
    await broker.replay((await broker.dead_letters())[0].id)

    async def is_replaced() -> bool:
        return [letter.text for letter in await broker.dead_letters()] == ["second"]

    await until(is_replaced)


async def test_the_stream_keeps_only_what_somebody_needs(
    start: Make, receiver: Any, redis: Redis, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What all have finished is dropped; what one still has in flight stays, and all after it."""
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
    start: Make, redis: Redis, receiver: Any
) -> None:
    """Its group and its notes go when the broker starts without it."""
    first = await start(trigger(), trigger("gone"))
    await first.publish(event())
    await receiver.until(2)
    await first.stop(1)
    await redis.hset(PROGRESS + "gone", "1-1", "{}")
    await start(trigger())
    assert [group["name"] for group in await redis.xinfo_groups(EVENTS)] == ["do-it"]
    assert not await redis.exists(PROGRESS + "gone")


async def test_an_entry_that_somebody_trimmed_is_let_go(
    start: Make, redis: Redis, receiver: Any, until: Until
) -> None:
    """It is pending, but nobody has it any more."""
    receiver.delay_seconds = 30
    first = await start(trigger())
    await first.publish(event())
    await receiver.until(1)
    await first.stop(0)
    await redis.xtrim(EVENTS, maxlen=0)
    await start(trigger())
    await until(lambda: is_settled(redis))


async def test_events_wait_in_redis_when_too_many_are_in_hand(
    start: Make, receiver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory is bounded; nothing is dropped."""
    monkeypatch.setattr(dispatcher, "MOST_IN_HAND", 2)
    receiver.delay_seconds = 0.02
    broker = await start(trigger())
    for number in range(25):
        await broker.publish(event(number))
    await receiver.until(25)
    assert len({headers["ce-id"] for headers, _ in receiver.requests}) == 25


@pytest.mark.parametrize("sink_too", [True, False])
async def test_an_event_that_cannot_be_written_is_a_dead_letter(
    start: Make, receiver: Any, redis: Redis, until: Until, sink_too: bool
) -> None:
    """One that got in all the same, also when its letter cannot be written either."""
    broker = await start(trigger(retry=5, sink=sink_too))
    await broker.publish(event(subject="\ud800"))
    await until(broker.dead_letters)
    await until(lambda: is_settled(redis))
    (letter,) = await broker.dead_letters()
    assert (letter.code, letter.attempts) == (400, 1)
    assert receiver.requests == []


@pytest.mark.parametrize("sink_too", [True, False])
async def test_no_entry_is_stuck_when_the_broker_itself_fails(
    start: Make,
    redis: Redis,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
    sink_too: bool,
) -> None:
    """Whatever nobody foresaw is logged and buried."""

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


async def test_a_lost_redis_only_pauses_the_broker(
    redis_url: str, receiver: Any, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reads and notes that fail are done again; nothing is lost and nothing is done twice."""
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


async def test_an_event_for_the_broker_is_published_and_one_for_a_url_is_posted(
    receiver: Any, short_path: Any
) -> None:
    """The other kinds of destination."""
    published: list[Any] = []

    async def publish(one: Any) -> str:
        published.append(one)
        return "1-1"

    sender = Sender({}, publish)
    done = await sender.send(Destination(broker="default"), event(), 1)
    assert (done.code, published) == (202, [event()])
    url = Destination(uri=f"http://127.0.0.1:{free_port()}/")
    assert (await sender.send(url, event(), 1)).code == 0
    await sender.close()


def test_the_history_forgets_the_oldest() -> None:
    """It is bounded."""
    history = History(kept=2)
    for number in range(3):
        history.received(f"{number}-0", event(number))
    assert [record.id for record in history.newest()] == ["2", "1"]


async def test_dead_letters_are_kept_under_a_name_that_finds_them(
    start: Make, receiver: Any, redis: Redis, until: Until
) -> None:
    """Trigger and entry: a second delivery of the same entry cannot make a second letter."""
    receiver.answers.append((422, {}, b"no"))
    broker = await start(trigger())
    entry = await broker.publish(event())
    await until(lambda: redis.hexists(DEAD_LETTERS, f"do-it.{entry}"))
