"""An event that the one-machine broker refuses: seen, fixed, released, on the real stores."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import httpx2
import msgspec
import pytest
from prometheus_client import REGISTRY
from starlette.applications import Starlette

from functions.list_parked_events.main import list_parked_events
from functions.relay_outbox.main import relay_outbox
from functions.release_parked_event.main import release_parked_event
from lms_courses import MongoCourses, courses_outbox
from lms_events import EventSettings, publisher
from lms_events._publisher import BrokerPublisher
from lms_events._wire import Reply, Wire
from lms_kernel import new_id
from lms_outboxes import outboxes
from lms_postgres import Database, Jsonb
from lms_redis import RedisOutbox
from lms_testing import actor, client, deliver
from lms_testing.courses import a_course
from lms_testing.outboxes import an_event
from local.broker import Broker
from local.broker.ingress import PATH, ingress_route

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from pymongo.asynchronous.collection import AsyncCollection
    from redis.asyncio import Redis

ADMIN = actor("admin")
BAD = 2
TICK = {
    "specversion": "1.0",
    "id": "tick",
    "source": "/test",
    "type": "dev.knative.sources.ping",
}


class _Door(Wire):
    """A wire to the broker's ingress without a network in between."""

    def __init__(self, broker: Broker) -> None:
        super().__init__(f"http://broker.test{PATH}", {})
        self._app = httpx2.ASGITransport(Starlette(routes=[ingress_route(broker)]))

    async def post(
        self, content: bytes, seconds: float, fields: Mapping[str, str] = MappingProxyType({})
    ) -> Reply:
        async with httpx2.AsyncClient(transport=self._app, timeout=seconds) as client:
            found = await client.post(
                f"http://broker.test{PATH}",
                content=content,
                headers={"Content-Type": "application/cloudevents+json"},
            )
        return Reply(found.status_code, found.text)


@pytest.fixture
async def ingress(redis_url: str, real_redis: Redis) -> AsyncIterator[Broker]:
    """Run the broker's ingress, and let the functions publish through it."""
    broker = Broker(redis_url, (), {})
    await broker.start()
    settings = EventSettings(k_sink=f"http://broker.test{PATH}")
    with publisher.override(BrokerPublisher(settings, _Door(broker))):
        yield broker
    await broker.stop(1)
    await broker.close()


def _five() -> list[dict[str, object]]:
    """Return five events; the broker refuses the third, whose specversion is not 1.0."""
    events = [{**an_event(), "time": f"2026-01-01T00:00:0{each}.000000Z"} for each in range(5)]
    events[BAD]["specversion"] = "0.3"
    return events


@pytest.fixture
async def left(
    postgres: Database, mongo: AsyncCollection[dict[str, Any]], real_redis: Redis
) -> list[list[dict[str, object]]]:
    """Leave five events in each store."""
    await postgres.execute("DELETE FROM outbox", name="test")
    await mongo.delete_many({})
    rows, elements, entries = _five(), _five(), _five()
    for each in rows:
        await postgres.execute(
            "INSERT INTO outbox (id, envelope, created_at)"
            " VALUES (%(id)s, %(envelope)s, now() - interval '1 minute')",
            {"id": each["id"], "envelope": Jsonb(each)},
            name="test",
        )
    written = await MongoCourses().add(a_course())
    await courses_outbox().settle([str(each["id"]) for each in written.news])
    await mongo.update_one(
        {"_id": written.course.id}, {"$set": {"outbox": elements, "unsettled": True}}
    )
    for each in entries:
        text = msgspec.json.encode(each).decode()
        await real_redis.hset(RedisOutbox.KEY, str(each["id"]), text)
    return [rows, elements, entries]


async def _listed() -> list[dict[str, Any]]:
    async with client(list_parked_events, as_=ADMIN) as http:
        answer = await http.get("/api/parked-events")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def _release(id_: object) -> int:
    async with client(release_parked_event, as_=ADMIN) as http:
        return (await http.post(f"/api/parked-events/{id_}/release")).status_code


def _taken(broker: Broker) -> set[str]:
    return {each.id for each in broker.recent()}


async def test_the_rest_leaves_and_the_refused_one_can_be_released(
    ingress: Broker, left: list[list[dict[str, object]]], postgres: Database
) -> None:
    """From each store four leave and one is parked; fixed and released, it leaves as well."""
    bad = [each[BAD] for each in left]
    good = {str(each["id"]) for events in left for each in events if each not in bad}

    answer = await deliver(relay_outbox, TICK)

    assert answer.status_code == 204
    assert _taken(ingress) == good
    assert [await each.unpublished() for each in outboxes()] == [[], [], []]
    listed = {each["id"]: each for each in await _listed()}
    assert set(listed) == {each["id"] for each in bad}
    assert {each["store"] for each in listed.values()} == {"postgres", "mongodb", "redis"}
    assert all("specversion" in each["reason"] for each in listed.values())
    assert all(
        each["reason"].startswith("The event broker answered 400") for each in listed.values()
    )
    assert REGISTRY.get_sample_value("outbox_parked_events", {"store": "mongodb"}) == 1

    # Not fixed: the broker refuses it again, and it is parked for the second time.
    assert await _release(bad[0]["id"]) == 202
    again = next(each for each in await _listed() if each["id"] == bad[0]["id"])
    assert again["refusals"] == 2

    # Fixed as the runbook says.
    await postgres.execute(
        """UPDATE outbox SET envelope = envelope || '{"specversion": "1.0"}'"""
        " WHERE id = %(id)s AND parked_at IS NOT NULL",
        {"id": bad[0]["id"]},
        name="test",
    )
    assert await _release(bad[0]["id"]) == 202
    assert str(bad[0]["id"]) in _taken(ingress)
    assert {each["store"] for each in await _listed()} == {"mongodb", "redis"}
    assert await _release(bad[0]["id"]) == 404


async def test_an_event_that_is_on_its_way_is_not_released(
    ingress: Broker, postgres: Database, mongo: object
) -> None:
    """409: it waits in an outbox, and nobody has refused it."""
    event = {**an_event(), "id": new_id()}
    await postgres.execute(
        "INSERT INTO outbox (id, envelope) VALUES (%(id)s, %(envelope)s)",
        {"id": event["id"], "envelope": Jsonb(event)},
        name="test",
    )

    assert await _release(event["id"]) == 409
    assert _taken(ingress) == set()
