"""Brokers, triggers and events for the tests of the broker."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest
from redis.asyncio import Redis

from local.broker import Broker
from local.broker.filters import exact
from local.broker.stream import EVENTS, PROGRESS
from local.broker.triggers import Delivery, Destination, Trigger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Start = Callable[..., Awaitable[Broker]]
Until = Callable[..., Awaitable[None]]

QUICK = {"delay_seconds": 0.02, "policy": "linear"}


def event(number: int = 1, **more: Any) -> dict[str, Any]:
    """Return an event that these tests' trigger accepts."""
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
async def start(redis_url: str, receiver: Any, sink: Any) -> AsyncIterator[Start]:
    """Return a function that starts brokers; all are stopped at the end."""
    started: list[Broker] = []

    async def begin(*triggers: Trigger) -> Broker:
        sockets = {"do-it": receiver.path, "bury-it": sink.path}
        one = Broker(redis_url, triggers, sockets)
        await one.start()
        started.append(one)
        return one

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
    """Tell whether a trigger has nothing left to deliver and no progress recorded."""
    return not await redis.xlen(EVENTS + name) and not await redis.hlen(PROGRESS + name)
