"""Notifications on a real Redis: the promises, and what only a real server shows."""

from __future__ import annotations

import asyncio

import pytest
from redis.asyncio import Redis

from libs.lms_notifications.tests.delivery_contract import DeliveryContract
from libs.lms_notifications.tests.fault_contract import FaultContract
from libs.lms_notifications.tests.hold_contract import HoldContract
from libs.lms_notifications.tests.inbox_contract import InboxContract
from libs.lms_notifications.tests.report_contract import ReportContract
from libs.lms_notifications.tests.request_contract import RequestContract
from lms_notifications import Notification, Receipt, deliver, notifications
from lms_redis import RedisOutbox
from lms_testing import CapturedEvents
from lms_testing.notifications import request


@pytest.fixture
def published(broker: CapturedEvents, real_redis: Redis) -> CapturedEvents:
    """Return what was published while the store is a real server."""
    return broker


@pytest.mark.usefixtures("published")
class TestRequestInRedis(RequestContract):
    """The promises, kept by a real server."""


@pytest.mark.usefixtures("published")
class TestInboxInRedis(InboxContract):
    """The promises, kept by a real server."""


@pytest.mark.usefixtures("published")
class TestDeliveryInRedis(DeliveryContract):
    """The promises, kept by a real server."""


@pytest.mark.usefixtures("published")
class TestFaultsInRedis(FaultContract):
    """The promises, kept by a real server."""


@pytest.mark.usefixtures("published")
class TestReportInRedis(ReportContract):
    """The promises, kept by a real server."""


@pytest.mark.usefixtures("published")
class TestHoldInRedis(HoldContract):
    """The promises, kept by a real server."""


@pytest.mark.usefixtures("published")
async def test_a_storm_of_deliveries_sends_each_once() -> None:
    """However many copies of an event are delivered at once, each notification is sent once."""
    ids = [(await request()).id for _ in range(20)]
    sent: list[str] = []

    async def send(notification: Notification) -> Receipt:
        await asyncio.sleep(0.01)
        sent.append(notification.id)
        return Receipt("accepted")

    copies = (deliver(each, "email", send) for each in ids * 5)
    await asyncio.gather(*copies, return_exceptions=True)

    assert sorted(sent) == sorted(ids)
    states = {(await notifications().get(each)).status for each in ids}
    assert states == {"delivered"}


async def test_what_is_acknowledged_is_on_disk(
    published: CapturedEvents, real_redis: Redis
) -> None:
    """The server writes its append-only file before it responds, and never evicts."""
    published.is_away = True
    message = await request()

    settings = await real_redis.config_get("appendfsync", "appendonly", "maxmemory-policy")
    assert settings == {
        "appendfsync": "always",
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
    }
    (waiting,) = await RedisOutbox().unpublished()
    assert waiting["data"] == {"notification_id": message.id}
