"""Outbox, relay and publisher."""

from __future__ import annotations

import asyncio
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec
import pytest
from prometheus_client import REGISTRY

from lms_events import EventRefused, EventSettings, announce, publish, publisher, relay
from lms_events._publisher import BrokerPublisher
from lms_events._wire import Reply, Wire
from lms_kernel import Unavailable, request_scope
from lms_redis import RedisOutbox, redis
from lms_testing import CapturedEvents
from lms_testing.outboxes import MemoryOutbox, Refusing, an_event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


SINK = "http://broker.test/learning/default"


def _spoken(number: int) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": f"e{number}",
        "source": "/functions/greet",
        "type": "org.learning.greeting.spoken.v1",
        "time": f"2026-01-01T00:00:0{number}.000000Z",
    }


async def _fill(*numbers: int) -> RedisOutbox:
    for number in numbers:
        await redis().hset(RedisOutbox.KEY, f"e{number}", msgspec.json.encode(_spoken(number)))
    return RedisOutbox()


class _Told(Wire):
    """A wire to a broker that is a function of what it is sent."""

    def __init__(self, broker: Callable[[bytes], Reply]) -> None:
        super().__init__(SINK, {})
        self._broker = broker

    async def post(
        self, content: bytes, seconds: float, fields: Mapping[str, str] = MappingProxyType({})
    ) -> Reply:
        assert seconds > 0
        return self._broker(content)


def _sender(broker: Callable[[bytes], Reply]) -> BrokerPublisher:
    return BrokerPublisher(EventSettings(k_sink=SINK), _Told(broker))


async def test_the_relay_publishes_what_was_left_oldest_first(published: CapturedEvents) -> None:
    """What it published it settles."""
    outbox = await _fill(3, 1, 2)
    assert await relay(outbox) == 3
    assert [each["id"] for each in published] == ["e1", "e2", "e3"]
    assert await outbox.unpublished() == []


async def test_the_relay_leaves_fresh_events_to_their_function(
    published: CapturedEvents,
) -> None:
    """The request that wrote an event younger than the given age is about to publish it."""
    outbox = await _fill(1)
    assert await relay(outbox, older_than_seconds=10**9) == 0
    assert published == []


async def test_an_event_that_the_broker_refuses_holds_up_no_other() -> None:
    """The others are published and settled; the refused one is set aside, and counted."""
    seen: list[str] = []

    def broker(content: bytes) -> Reply:
        seen.append(msgspec.json.decode(content)["id"])
        return Reply(400 if seen[-1] == "e1" else 202, "no such thing")

    outbox = await _fill(1, 2, 3)
    before = _parked(), _published("refused")
    with publisher.override(_sender(broker)):
        assert await relay(outbox) == 3
        assert await relay(outbox) == 0
    assert seen == ["e1", "e2", "e3"]
    assert await outbox.unpublished() == []
    (parked,) = await outbox.parked(9)
    assert (parked.id, parked.reason) == ("e1", "The event broker answered 400: no such thing")
    assert (_parked(), _published("refused")) == (before[0] + 1, before[1] + 1)


async def test_a_long_reason_is_cut() -> None:
    """A page of HTML from a proxy is not kept with the event."""
    outbox = await _fill(1)
    with publisher.override(_sender(lambda _: Reply(400, "x" * 10_000))):
        await relay(outbox)
    (parked,) = await outbox.parked(9)
    assert len(parked.reason) == 500


async def test_an_event_that_is_no_json_holds_up_no_other() -> None:
    """A store may hand out what only it can write; the broker is not even asked."""
    seen: list[bytes] = []

    def broker(content: bytes) -> Reply:
        seen.append(content)
        return Reply(202)

    outbox = MemoryOutbox()
    outbox.kept = {"e1": {**_spoken(1), "data": object()}, "e2": _spoken(2)}
    with publisher.override(_sender(broker)):
        assert await relay(outbox) == 2
    assert [msgspec.json.decode(each)["id"] for each in seen] == ["e2"]
    assert "cannot be written as JSON" in outbox.aside["e1"].reason


async def test_an_event_without_type_and_time_holds_up_no_other() -> None:
    """Whatever got into the outbox, it is for the broker to refuse."""
    outbox = await _fill(2)
    await redis().hset(RedisOutbox.KEY, "e1", "{}")
    with publisher.override(_sender(lambda _: Reply(202))):
        assert await relay(outbox) == 2


@pytest.mark.parametrize("status", [401, 403, 404, 408, 409, 429, 500, 503])
async def test_what_says_nothing_about_the_event_parks_nothing(status: int) -> None:
    """Who we are, where we knock, when: the event waits, and the relay comes again."""
    outbox = await _fill(1)
    with (
        publisher.override(_sender(lambda _: Reply(status))),
        pytest.raises(Unavailable),
    ):
        await relay(outbox)
    assert len(await outbox.unpublished()) == 1
    assert await outbox.parked_count() == 0


@pytest.mark.parametrize("status", [400, 413, 415, 422, 418])
async def test_what_is_said_of_the_event_parks_it(status: int) -> None:
    """No later try can be answered otherwise."""
    with pytest.raises(EventRefused):
        await _sender(lambda _: Reply(status)).send(_spoken(1))


async def test_a_refused_announcement_holds_up_no_other() -> None:
    """Of two events announced together the second leaves, and the first is parked immediately."""
    outbox = await _fill(1, 2)
    with publisher.override(Refusing("e1")) as broker:
        async with request_scope(function="test"):
            announce(outbox, _spoken(1), _spoken(2))
    assert isinstance(broker, Refusing)
    assert [each["id"] for each in broker] == ["e2"]
    assert await outbox.unpublished() == []
    assert [each.id for each in await outbox.parked(9)] == ["e1"]


async def test_what_was_not_published_stays(published: CapturedEvents) -> None:
    """A broker that is down costs a minute, not an event."""
    outbox = await _fill(1, 2)
    published.is_away = True
    with pytest.raises(Unavailable):
        await relay(outbox)
    assert len(await outbox.unpublished()) == 2


@pytest.mark.parametrize(("status", "acknowledged"), [(202, True), (500, False), (413, False)])
async def test_only_a_2xx_of_the_broker_is_an_acknowledgement(
    status: int, *, acknowledged: bool
) -> None:
    """Anything else leaves the event in the outbox."""
    seen: list[bytes] = []

    def broker(content: bytes) -> Reply:
        seen.append(content)
        return Reply(status)

    sender = _sender(broker)
    if acknowledged:
        await sender.send(_spoken(1))
    else:
        with pytest.raises(Unavailable):
            await sender.send(_spoken(1))
    assert [msgspec.json.decode(each) for each in seen] == [_spoken(1)]
    await sender.close()


async def test_a_broker_that_is_not_there_is_unavailable() -> None:
    """The connection's failure has our word for it."""

    def broker(_: bytes) -> Reply:
        raise ConnectionRefusedError

    sender = _sender(broker)
    with pytest.raises(Unavailable):
        await sender.send(_spoken(1))


async def test_publishing_counts_failures(published: CapturedEvents) -> None:
    """The caller learns of a failed publication, and so do people who watch the metrics."""
    before = _published("acknowledged"), _published("failed")
    await publish(_spoken(1))
    published.is_away = True
    with pytest.raises(Unavailable):
        await publish(_spoken(1))
    assert (_published("acknowledged"), _published("failed")) == (before[0] + 1, before[1] + 1)


def _parked() -> float:
    labels = {"store": "redis", "type": str(_spoken(1)["type"])}
    return REGISTRY.get_sample_value("events_parked_total", labels) or 0


def _published(outcome: str) -> float:
    labels = {"type": str(_spoken(1)["type"]), "outcome": outcome}
    return REGISTRY.get_sample_value("events_published_total", labels) or 0


async def test_what_is_no_event_is_parked_and_holds_up_no_other(published: CapturedEvents) -> None:
    """CloudEvents 1.0, REQUIRED attributes: without them no broker takes it, so none is asked."""
    outbox = await _fill(1, 2)
    for id_, entry in {"a": "{", "b": "[1]", "c": '"text"', "d": '{"type": "x"}', "e": ""}.items():
        await redis().hset(RedisOutbox.KEY, id_, entry)

    assert await relay(outbox) == 7

    assert [each["id"] for each in published] == ["e1", "e2"]
    parked = await outbox.parked(10)
    assert {each.id for each in parked} == {"a", "b", "c", "d", "e"}
    assert all(each.reason.startswith("It is not a CloudEvent: it has no") for each in parked)


async def test_an_event_that_the_broker_fails_on_holds_up_no_other() -> None:
    """A 500 for one event says nothing of the next one; it is left to the next run."""
    outbox = await _fill(1, 2, 3)
    taken = []

    def broker(content: bytes) -> Reply:
        id_ = msgspec.json.decode(content)["id"]
        taken.append(id_)
        return Reply(500 if id_ == "e1" else 202)

    with publisher.override(_sender(broker)), pytest.raises(Unavailable):
        await relay(outbox)

    assert taken == ["e1", "e2", "e3"]
    assert [each["id"] for each in await outbox.unpublished()] == ["e1"]


async def test_a_broker_that_is_down_is_not_asked_for_each_event() -> None:
    """After many failures in a row the relay gives up until the next run."""
    outbox = _many(500)
    asked = []

    def broker(content: bytes) -> Reply:
        asked.append(content)
        return Reply(503)

    with publisher.override(_sender(broker)), pytest.raises(Unavailable):
        await relay(outbox, older_than_seconds=0)

    assert len(asked) < 100


async def test_many_that_the_broker_fails_on_hold_up_no_other() -> None:
    """Forty at the head of the outbox, in steps of ten: those behind them leave in the same run."""
    outbox = _many(60)
    poison = set([*outbox.kept][:40])

    def broker(content: bytes) -> Reply:
        is_poison = msgspec.json.decode(content)["id"] in poison
        return Reply(500 if is_poison else 202)

    with publisher.override(_sender(broker)), pytest.raises(Unavailable):
        await relay(outbox, limit=10, older_than_seconds=0)

    assert set(outbox.kept) == poison


async def test_several_are_published_at_once() -> None:
    """As the broker can take: one that takes a while for each is not asked one by one."""
    outbox = _many(64)
    broker = Slow()
    with publisher.override(broker):
        assert await relay(outbox, older_than_seconds=0) == 64
    assert broker.most_at_once == 16


async def test_what_one_request_announces_is_published_together() -> None:
    """Sixty announcements one by one: several on their way at once, all settled in one step."""
    outbox = _many(60)
    broker = Slow()
    with publisher.override(broker):
        async with request_scope(function="test"):
            for each in [*outbox.kept.values()]:
                announce(outbox, each)
    assert len(broker) == 60
    assert broker.most_at_once == 16
    assert [len(each) for each in outbox.settlements] == [60]


async def test_what_is_published_at_the_same_time_is_settled_together() -> None:
    """Requests of one process: while the first step is on its way, the ids of the next gather."""
    outbox = _many(20)

    async def request(each: Mapping[str, object]) -> None:
        async with request_scope(function="test"):
            announce(outbox, each)

    with publisher.override(Slow()):
        await asyncio.gather(*(request(each) for each in [*outbox.kept.values()]))

    assert outbox.kept == {}
    assert len(outbox.settlements) < 5


async def test_a_settlement_that_fails_fails_for_all_who_wait() -> None:
    """The events stay; nobody waits for ever."""
    outbox = _many(5)
    envelopes = [*outbox.kept.values()]
    outbox.is_away = True

    async def request(each: Mapping[str, object]) -> None:
        async with request_scope(function="test"):
            announce(outbox, each)

    with publisher.override(Slow()):
        await asyncio.gather(*(request(each) for each in envelopes))

    assert len(outbox.kept) == 5


async def test_what_was_published_is_settled_though_the_rest_was_not() -> None:
    """An announcement that fails half-way leaves no copies to the relay."""
    outbox = _many(2)
    first, second = outbox.kept

    def broker(content: bytes) -> Reply:
        is_first = msgspec.json.decode(content)["id"] == first
        return Reply(202 if is_first else 503)

    with publisher.override(_sender(broker)):
        async with request_scope(function="test"):
            announce(outbox, *outbox.kept.values())
    assert [*outbox.kept] == [second]


class Counted(MemoryOutbox):
    """An outbox that remembers what was settled together."""

    def __init__(self) -> None:
        super().__init__()
        self.settlements: list[list[str]] = []

    async def settle(self, ids: Sequence[str]) -> None:
        """Forget what was published."""
        self.settlements.append([*ids])
        await super().settle(ids)


class Slow(CapturedEvents):
    """A broker that takes a moment for each event."""

    def __init__(self) -> None:
        super().__init__()
        self.at_once = self.most_at_once = 0

    async def send(self, envelope: Mapping[str, object]) -> None:
        """Keep the event."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.001)
        self.at_once -= 1
        await super().send(envelope)


def _many(number: int) -> Counted:
    outbox = Counted()
    outbox.kept = {str(each["id"]): each for each in (an_event() for _ in range(number))}
    return outbox
