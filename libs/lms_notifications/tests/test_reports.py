"""Reports are kept until they are told."""

from __future__ import annotations

from typing import Any

import pytest

from lms_kernel import Unavailable, new_id, request_scope, utc_now
from lms_notifications import NotificationBounced, NotificationDelivered, store_report
from lms_redis import RedisOutbox
from lms_testing import CapturedEvents
from lms_testing.access import redis_away

EVENT_ID = new_id()


def _report(**changes: Any) -> NotificationDelivered:
    facts = {"notification_id": new_id(), "channel": "email", "detail": "OK"}
    return NotificationDelivered(happened_at=utc_now(), **{**facts, **changes})


async def test_a_report_is_announced_as_the_event_it_is_given(published: CapturedEvents) -> None:
    """Twice the same id is twice the same event."""
    for _ in range(2):
        async with request_scope(function="receive_callback"):
            await store_report(_report(), id=EVENT_ID)

    assert [event["id"] for event in published] == [EVENT_ID, EVENT_ID]
    assert {event["source"] for event in published} == {"/functions/receive_callback"}
    assert await RedisOutbox().unpublished() == []


async def test_a_report_waits_for_the_broker(published: CapturedEvents) -> None:
    """What cannot be published is the relay's affair."""
    published.is_away = True
    async with request_scope(function="receive_callback"):
        await store_report(_report(), id=EVENT_ID)

    (waiting,) = await RedisOutbox().unpublished()
    assert waiting["id"] == EVENT_ID


async def test_without_redis_no_report_is_kept(published: CapturedEvents) -> None:
    """The caller is told so, and nothing is announced."""
    with redis_away(), pytest.raises(Unavailable):
        async with request_scope(function="receive_callback"):
            await store_report(_report(), id=EVENT_ID)
    assert published == []


def test_a_report_is_about_the_notification_or_else_about_the_providers_id() -> None:
    """Which is the event's subject."""
    id_ = new_id()
    assert _report(notification_id=id_, provider_id="p-1").subject() == id_
    assert _report(notification_id=None, provider_id="p-1").subject() == "p-1"
    bounced = NotificationBounced(
        channel="sms", detail="", happened_at=utc_now(), provider_id="p-1", permanent=True
    )
    assert bounced.subject() == "p-1"
