"""The broker's ingress: methods, statuses and headers as in Knative, and what it stores."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.applications import Starlette

from local.broker import Broker
from local.broker.admission import FIRST_TTL
from local.broker.attributes import is_time
from local.broker.filters import every
from local.broker.ingress import MOST_BYTES, PATH, ingress_route
from local.broker.stream import EVENTS
from local.broker.triggers import Delivery, Destination, Trigger
from local.ports import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

EVENT: dict[str, Any] = {"specversion": "1.0", "id": "1", "source": "/x", "type": "a.b"}
STRUCTURED = {"content-type": "application/cloudevents+json"}
BINARY = {f"ce-{name}": value for name, value in EVENT.items()}
EVERYTHING = Trigger("everything", every([]), Destination(), Delivery())


def client_of(broker: Broker) -> httpx2.AsyncClient:
    """Return a client of a broker's ingress."""
    transport = httpx2.ASGITransport(app=Starlette(routes=[ingress_route(broker)]))
    return httpx2.AsyncClient(transport=transport, base_url="http://ingress")


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client of a broker that accepts events and delivers none."""
    broker = Broker(redis_url, [EVERYTHING], {})
    async with client_of(broker) as http:
        yield http
    await broker.close()


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """Return a client that looks at the broker's keys."""
    async with Redis.from_url(redis_url, decode_responses=True) as connection:
        yield connection


async def kept(redis: Redis) -> list[dict[str, Any]]:
    """Return the stored events."""
    entries: Any = await redis.xrange(EVENTS + EVERYTHING.name)
    return [json.loads(fields["event"]) for _, fields in entries]


async def test_without_redis_the_ingress_says_try_again() -> None:
    """503, and the list of dead letters is empty."""
    broker = Broker(f"redis://127.0.0.1:{free_port()}/0", [EVERYTHING], {})
    with pytest.raises(RedisError):
        await broker.publish(EVENT)
    assert await broker.dead_letters() == []
    async with client_of(broker) as client:
        answer = await client.post(PATH, content=json.dumps(EVENT), headers=STRUCTURED)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    await broker.close()


async def test_an_event_is_taken_in_either_mode(client: httpx2.AsyncClient, redis: Redis) -> None:
    """202 without a body once it is on disk, with its time of arrival and its remaining hops."""
    structured = await client.post(PATH, content=json.dumps(EVENT), headers=STRUCTURED)
    binary = await client.post(PATH, headers=BINARY)
    assert (structured.status_code, structured.content) == (202, b"")
    assert (binary.status_code, binary.content) == (202, b"")
    for event in await kept(redis):
        assert is_time(event.pop("knativearrivaltime"))
        assert event.pop("knativebrokerttl") == FIRST_TTL
        assert event == EVENT


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        (STRUCTURED, "{}", "specversion is missing"),
        (STRUCTURED, json.dumps({**EVENT, "dataschema": "/schemas/a.b.json"}), "an absolute URI"),
        (STRUCTURED, json.dumps({**EVENT, "source": "/{function}"}), "a URI-reference"),
        (STRUCTURED, json.dumps({**EVENT, "time": "yesterday"}), "RFC 3339"),
        (STRUCTURED, json.dumps({**EVENT, "my-name": "x"}), "only lower-case letters and digits"),
        (STRUCTURED, json.dumps({**EVENT, "datacontenttype": 5}), "must be a string"),
        (
            STRUCTURED,
            json.dumps({**EVENT, "data": None})[:-5] + "[" * 10**5 + "]" * 10**5 + "}",
            "",
        ),
        (
            {"content-type": "application/cloudevents-batch+json"},
            json.dumps([EVENT]),
            "not a batch",
        ),
        (BINARY | {"ce-text": "%FF"}, "", "not as UTF-8"),
        (BINARY | {"content-type": "application/json"}, "{", "not JSON"),
        ({"content-type": "application/json"}, json.dumps(EVENT), "specversion is missing"),
        (BINARY | {"ce-knativebrokerttl": "1"}, "", "to this event loop endlessly"),
        (BINARY | {"ce-knativebrokerttl": "0"}, "", "to this event loop endlessly"),
    ],
)
async def test_what_is_no_event_is_refused_with_the_reason(
    client: httpx2.AsyncClient, redis: Redis, headers: dict[str, str], body: str, reason: str
) -> None:
    """400, and nothing is stored."""
    answer = await client.post(PATH, content=body, headers=headers)
    assert answer.status_code == 400
    assert reason in answer.json()["error"]
    assert await redis.xlen(EVENTS + EVERYTHING.name) == 0


async def test_an_event_has_a_longest_size(client: httpx2.AsyncClient, redis: Redis) -> None:
    """The size of a Kafka message: 413, whether the length is declared or not."""
    whole = json.dumps({**EVENT, "data": ""})
    fits = json.dumps({**EVENT, "data": "x" * (MOST_BYTES - len(whole))})
    assert (await client.post(PATH, content=fits, headers=STRUCTURED)).status_code == 202
    answer = await client.post(PATH, content=fits + " ", headers=STRUCTURED)
    assert answer.status_code == 413
    assert await redis.xlen(EVENTS + EVERYTHING.name) == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
async def test_only_a_post_brings_events(client: httpx2.AsyncClient, method: str) -> None:
    """405 with the allowed methods."""
    answer = await client.request(method, PATH)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST, OPTIONS"


async def test_anybody_may_send(client: httpx2.AsyncClient) -> None:
    """CloudEvents' handshake for webhooks: 200, every origin, no rate."""
    answer = await client.options(PATH)
    assert answer.status_code == 200
    assert answer.headers["allow"] == "POST, OPTIONS"
    assert answer.headers["webhook-allowed-origin"] == "*"
    assert answer.headers["webhook-allowed-rate"] == "*"


@pytest.mark.parametrize("path", ["/", "/learning/other", "/other/default", "/learning"])
async def test_another_broker_is_not_there(client: httpx2.AsyncClient, path: str) -> None:
    """404 for an unknown broker or path."""
    answer = await client.post(path, content=json.dumps(EVENT), headers=STRUCTURED)
    assert answer.status_code == 404
