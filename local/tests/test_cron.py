"""The clock: when sources are due and what they send."""

from __future__ import annotations

import asyncio
import base64
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from redis.exceptions import RedisError

from local import cron
from local.broker.decisions import Done, Failed
from local.broker.events import checked
from local.broker.triggers import Destination, PingSource
from local.cron import PING, Clock, next_time, ping_event
from local.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def source(schedule: str = "* * * * *", **more: Any) -> PingSource:
    """Return a source that pings relay-outbox."""
    spec: dict[str, Any] = {
        "name": "relay-outbox",
        "namespace": "learning",
        "schedule": schedule,
        "timezone": "UTC",
        "content_type": "",
        "data": "",
        "data_base64": "",
        "sink": Destination(service="relay-outbox"),
    }
    return PingSource(**{**spec, **more})


class Recorder:
    """Replaces the sender: records what is sent and responds as configured."""

    def __init__(self, outcome: Done | Failed | Exception) -> None:
        self.outcome = outcome
        self.sent: list[dict[str, Any]] = []

    async def send(self, _to: Destination, event: dict[str, Any], _seconds: float) -> Done | Failed:
        """Record one event."""
        self.sent.append(event)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


@pytest.mark.parametrize(
    ("schedule", "timezone", "due"),
    [
        ("* * * * *", "UTC", "2026-11-22T12:31:00"),
        ("0 9 * * 1", "UTC", "2026-11-23T09:00:00"),
        ("0 9 * * *", "Europe/Berlin", "2026-11-23T08:00:00"),
        ("*/10 * * * * *", "UTC", "2026-11-22T12:30:50"),
        ("30 15 13 * * *", "UTC", "2026-11-22T13:15:30"),
    ],
)
def test_a_schedule_says_when(schedule: str, timezone: str, due: str) -> None:
    """Five fields, or six with the seconds first, in the source's own time zone."""
    now = datetime(2026, 11, 22, 12, 30, 45, tzinfo=UTC)
    expected = datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert next_time(source(schedule, timezone=timezone), now) == expected


@pytest.mark.parametrize(
    "more", [{"schedule": "nope"}, {"schedule": "61 * * * *"}, {"timezone": "Mars/Base"}]
)
def test_a_schedule_that_cannot_be_read_stops_the_start(more: dict[str, str]) -> None:
    """The source is named."""
    with pytest.raises(HostError, match="relay-outbox has a schedule that cannot be read"):
        Clock([source(**more)], Recorder(Done(204)))  # type: ignore[arg-type]


def test_a_ping_is_knatives() -> None:
    """Type and source as a PingSource has them; each has an id of its own."""
    ping = ping_event(source())
    assert ping["type"] == PING
    assert ping["source"] == "/apis/v1/namespaces/learning/pingsources/relay-outbox"
    assert ping_event(source())["id"] != ping["id"]
    assert "data" not in ping


def test_a_ping_carries_its_data() -> None:
    """JSON as JSON, text as text, bytes as base64."""
    json_ping = ping_event(source(data='{"a": 1}', content_type="application/json"))
    assert json_ping["data"] == {"a": 1}
    assert ping_event(source(data="hello", content_type="text/plain"))["data"] == "hello"
    encoded = base64.b64encode(b"x").decode()
    assert ping_event(source(data_base64=encoded))["data_base64"] == encoded


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"data": '{"a": 1}', "content_type": "application/json"},
        {"data": "hello", "content_type": "text/plain; charset=utf-8"},
        {"data_base64": "AAE=", "content_type": "application/octet-stream"},
    ],
)
def test_a_ping_is_an_event_by_all_rules(more: dict[str, str]) -> None:
    """It does not pass through the broker, which would check it."""
    assert checked(ping_event(source(**more)))


async def test_the_clock_sends_when_it_is_time(
    monkeypatch: pytest.MonkeyPatch, until: Callable[..., Awaitable[None]]
) -> None:
    """Again and again, each time once."""
    times = iter(range(1, 1000))

    def soon(_source: PingSource, now: datetime) -> datetime:
        return now + timedelta(milliseconds=20 * next(times))

    monkeypatch.setattr(cron, "next_time", soon)
    recorder = Recorder(Done(204))
    clock = Clock([source()], recorder)  # type: ignore[arg-type]
    running = asyncio.create_task(clock.run())
    await until(lambda: len(recorder.sent) == 2)
    running.cancel()
    assert len({ping["id"] for ping in recorder.sent}) == 2


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        (Failed(503, "busy", again=True), "failed: 503 busy"),
        (RedisError("away"), "could not reach the broker"),
    ],
)
async def test_a_ping_that_fails_is_logged(
    outcome: Failed | Exception, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The next tick is the retry."""
    with caplog.at_level(logging.WARNING):
        await Clock([source()], Recorder(outcome)).send(source())  # type: ignore[arg-type]
    assert message in caplog.text
