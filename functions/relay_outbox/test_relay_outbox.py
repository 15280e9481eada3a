"""Publishing what a crash left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from prometheus_client import REGISTRY

from functions.relay_outbox import main
from functions.relay_outbox.main import relay_outbox
from lms_events import announce, publisher
from lms_kernel import StoreName, Unpublished, new_id, request_scope, utc_now
from lms_notifications import NotificationRequested
from lms_outboxes import outboxes
from lms_redis import RedisOutbox, redis
from lms_testing import CapturedEvents, deliver, event
from lms_testing.notifications import request
from lms_testing.outboxes import MemoryOutbox, Refusing

AGE_SECONDS = 5


def a_minute_ago() -> str:
    """Return a time as events have it."""
    return (utc_now() - timedelta(minutes=1)).isoformat().replace("+00:00", "Z")


class LeftBehind(MemoryOutbox):
    """An outbox with one event of the given age; it takes ``slowness`` seconds to return it."""

    def __init__(self, store: StoreName, age: float = 60) -> None:
        super().__init__(store)
        self.age = age
        self.slowness = 0.0
        self.event = event(NotificationRequested(notification_id=new_id()))
        self.kept = {str(self.event["id"]): self.event}

    async def unpublished(
        self, limit: int = 100, *, older_than_seconds: float = 0, after: str = ""
    ) -> Unpublished:
        """Return the events that are old enough."""
        await asyncio.sleep(self.slowness)
        found = await super().unpublished(limit, after=after)
        return found if self.age >= older_than_seconds else Unpublished()


@pytest.fixture
def postgres() -> LeftBehind:
    """Return what was left in PostgreSQL."""
    return LeftBehind("postgres")


@pytest.fixture
def mongo() -> LeftBehind:
    """Return what was left in the course documents."""
    return LeftBehind("mongodb")


@pytest.fixture(autouse=True)
def _outboxes(postgres: LeftBehind, mongo: LeftBehind) -> Iterator[None]:
    with outboxes.override((postgres, mongo, RedisOutbox())):
        yield


def _tick() -> dict[str, object]:
    """Return the event of a PingSource."""
    return {
        "specversion": "1.0",
        "id": new_id(),
        "source": "/apis/v1/namespaces/learning/pingsources/relay-outbox",
        "type": "dev.knative.sources.ping",
        "data": None,
    }


async def test_each_store_is_relieved(
    postgres: LeftBehind, mongo: LeftBehind, published: CapturedEvents
) -> None:
    """Old enough events are published as they were written, and then forgotten."""
    answer = await deliver(relay_outbox, _tick())

    assert (answer.status_code, answer.content) == (204, b"")
    assert [each["id"] for each in published] == [postgres.event["id"], mongo.event["id"]]
    assert (postgres.kept, mongo.kept) == ({}, {})


async def test_the_outbox_in_redis_is_relieved_too(published: CapturedEvents) -> None:
    """A notification whose event is a minute old goes out; a fresh one is left alone."""
    left = {**event(NotificationRequested(notification_id=new_id())), "time": a_minute_ago()}
    await redis().hset(RedisOutbox.KEY, str(left["id"]), msgspec.json.encode(left).decode())
    published.is_away = True
    fresh = await request()
    published.is_away = False

    await deliver(relay_outbox, _tick())

    assert left in published
    (waiting,) = await RedisOutbox().unpublished()
    assert waiting["subject"] == fresh.id


async def test_many_are_relieved_in_one_run(
    postgres: LeftBehind, published: CapturedEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outbox that grew while the broker was down is emptied batch by batch."""
    monkeypatch.setattr(main, "BATCH", 2)
    left = [event(NotificationRequested(notification_id=new_id())) for _ in range(5)]
    postgres.kept = {str(each["id"]): each for each in left}

    await deliver(relay_outbox, _tick())

    assert [each for each in published if each in left] == left
    assert postgres.kept == {}


async def test_a_run_ends_in_time(
    postgres: LeftBehind, published: CapturedEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What does not fit into one run is left to the next tick."""
    monkeypatch.setattr(main, "BATCH", 2)
    monkeypatch.setattr(main, "SECONDS", 0.0)
    left = [event(NotificationRequested(notification_id=new_id())) for _ in range(3)]
    postgres.kept = {str(each["id"]): each for each in left}

    await deliver(relay_outbox, _tick())
    assert [*postgres.kept] == [str(left[-1]["id"])]
    await deliver(relay_outbox, _tick())

    assert postgres.kept == {}


async def test_what_is_being_published_is_left_alone(
    postgres: LeftBehind, published: CapturedEvents
) -> None:
    """An event that was written a moment ago belongs to the function that wrote it."""
    postgres.age = AGE_SECONDS - 1

    await deliver(relay_outbox, _tick())

    assert postgres.event not in published


async def test_one_absent_store_does_not_hold_up_the_others(
    postgres: LeftBehind, mongo: LeftBehind, published: CapturedEvents
) -> None:
    """503 so that the tick is retried, and the other stores are emptied all the same."""
    postgres.is_away = True
    # Still at work when the other one has failed: the response has to wait for it.
    mongo.slowness = 0.05

    answer = await deliver(relay_outbox, _tick())

    assert answer.status_code == 503
    assert [each["id"] for each in published] == [mongo.event["id"]]
    assert mongo.kept == {}


async def test_an_absent_broker_settles_nothing(
    postgres: LeftBehind, mongo: LeftBehind, published: CapturedEvents
) -> None:
    """503, and every event stays where it is."""
    published.is_away = True

    assert (await deliver(relay_outbox, _tick())).status_code == 503
    assert postgres.kept
    assert mongo.kept


async def test_an_event_announced_meanwhile_is_only_a_copy(
    postgres: LeftBehind, published: CapturedEvents
) -> None:
    """Relay and announcement publish the same id, which consumers recognize."""
    async with request_scope():
        announce(postgres, postgres.event)
        await deliver(relay_outbox, _tick())

    ids = [each["id"] for each in published]
    assert ids.count(postgres.event["id"]) == 2
    assert postgres.kept == {}


async def test_a_refused_event_is_no_reason_to_come_again(
    postgres: LeftBehind, mongo: LeftBehind
) -> None:
    """204: the one in the middle is parked, the other four leave, and the next run is idle."""
    left = [event(NotificationRequested(notification_id=new_id())) for _ in range(5)]
    postgres.kept = {str(each["id"]): each for each in left}
    refused = str(left[2]["id"])

    with publisher.override(Refusing(refused)) as broker:
        first = await deliver(relay_outbox, _tick())
        second = await deliver(relay_outbox, _tick())

    assert isinstance(broker, Refusing)
    assert (first.status_code, second.status_code) == (204, 204)
    assert [each for each in broker if each in left] == [*left[:2], *left[3:]]
    assert [*postgres.kept] == [*postgres.aside] == [refused]
    assert mongo.kept == {}


async def test_what_is_parked_is_counted_at_each_run(
    postgres: LeftBehind, published: CapturedEvents
) -> None:
    """By store, even while the broker is down, and back to zero when nothing is parked."""
    refused = str(postgres.event["id"])
    with publisher.override(Refusing(refused)):
        await deliver(relay_outbox, _tick())
    assert (_parked("postgres"), _parked("mongodb"), _parked("redis")) == (1, 0, 0)

    published.is_away = True
    await deliver(relay_outbox, _tick())
    assert _parked("postgres") == 1

    published.is_away = False
    await postgres.settle([refused])
    await deliver(relay_outbox, _tick())
    assert _parked("postgres") == 0


def _parked(store: str) -> float | None:
    return REGISTRY.get_sample_value("outbox_parked_events", {"store": store})


async def test_the_age_of_the_oldest_event_is_measured_at_each_run(
    postgres: LeftBehind, mongo: LeftBehind, published: CapturedEvents
) -> None:
    """By store, in seconds, while the broker is down; zero when nothing waits."""
    postgres.event["time"] = a_minute_ago()
    mongo.event["time"] = "yesterday"
    published.is_away = True
    await deliver(relay_outbox, _tick())
    assert 60 <= (_oldest("postgres") or 0) < 600
    # An event without a time of its own is no reason to stop.
    assert (_oldest("mongodb"), _oldest("redis")) == (0, 0)

    published.is_away = False
    await deliver(relay_outbox, _tick())
    assert _oldest("postgres") == 0


def _oldest(store: str) -> float | None:
    return REGISTRY.get_sample_value("outbox_oldest_event_seconds", {"store": store})
