"""Recording a provider's reports in the ledger."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from functions.record_delivery.main import record_delivery
from lms_kernel import new_id, utc_now
from lms_notifications import (
    Notification,
    NotificationBounced,
    NotificationDelivered,
    NotificationRequested,
    Receipt,
    deliver as deliver_notification,
    deliveries,
    notifications,
)
from lms_redis import redis
from lms_testing import CapturedEvents, deliver, event
from lms_testing.notifications import a_message, request

PROVIDER_ID = "0100017c44f053b0-61b59c11-9236-11e6-8f96-7be8aexample-000000"
EMAIL = "ana@example.org"


@pytest.fixture
async def sent() -> Notification:
    """Return an email that a provider has accepted, under an id of its own."""
    return await _send(await request())


async def _send(message: Notification, provider_id: str = PROVIDER_ID) -> Notification:
    async def taken(_: Notification) -> Receipt:
        return Receipt("250 Ok", provider_id)

    await deliver_notification(message.id, message.channel, taken)
    return await notifications().get(message.id)


def _delivered(**facts: Any) -> dict[str, object]:
    return event(NotificationDelivered(**_facts(facts)))


def _bounced(*, permanent: bool = True, **facts: Any) -> dict[str, object]:
    return event(NotificationBounced(permanent=permanent, **_facts(facts)))


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    return {"channel": "email", "detail": "as reported", "happened_at": utc_now(), **facts}


async def _blocked(channel: str = "email") -> dict[str, str]:
    found = await redis().hgetall(f"notification:blocked:{channel}")
    return {str(address): str(reason) for address, reason in found.items()}


@pytest.mark.parametrize("by", ["notification_id", "provider_id"])
async def test_an_arrival_is_confirmed(sent: Notification, by: str) -> None:
    """204 without a body; found by our id, or by the provider's."""
    moment = utc_now() - timedelta(minutes=3)
    known = {by: sent.id if by == "notification_id" else PROVIDER_ID}

    answer = await deliver(record_delivery, _delivered(happened_at=moment, **known))

    assert (answer.status_code, answer.content) == (204, b"")
    notification = await notifications().get(sent.id)
    assert (notification.status, notification.attempts[-1].outcome) == ("delivered", "confirmed")
    assert (notification.attempts[-1].at, notification.attempts[-1].detail) == (
        moment,
        "as reported",
    )
    assert await _blocked() == {}


async def test_a_bounce_for_good_ends_message_and_address(sent: Notification) -> None:
    """The message has bounced, and the next email to that address is not even sent."""
    await deliver(record_delivery, _bounced(notification_id=sent.id, suppress=True))

    notification = await notifications().get(sent.id)
    assert (notification.status, notification.attempts[-1].outcome) == ("bounced", "bounced")
    assert await _blocked() == {EMAIL: "as reported"}
    following = await request()
    assert following.status == "suppressed"
    assert "as reported" in following.attempts[0].detail


async def test_a_bounce_for_good_makes_the_next_channel_try(published: CapturedEvents) -> None:
    """The suppressed address is the email's, although the message now goes by text."""
    message = await _send(
        await request(a_message(fallbacks=("sms",), phone="+34600111222")), "mail-provider-1"
    )
    report = _bounced(notification_id=message.id, suppress=True)

    await deliver(record_delivery, report)
    await _forget_events()
    await deliver(record_delivery, report)

    notification = await notifications().get(message.id)
    assert (notification.status, notification.channel) == ("queued", "sms")
    assert published[-1]["type"] == NotificationRequested.type
    assert published[-1]["channel"] == "sms"
    assert await _blocked() == {EMAIL: "as reported"}
    assert await _blocked("sms") == {}


async def test_a_mail_that_was_not_sent_gives_up_no_address(sent: Notification) -> None:
    """A virus is the email's fault."""
    await deliver(record_delivery, _bounced(notification_id=sent.id))

    assert (await notifications().get(sent.id)).status == "bounced"
    assert await _blocked() == {}


async def test_what_passes_is_only_entered(sent: Notification) -> None:
    """A full mailbox or a delay goes into the ledger, and nothing else changes."""
    await deliver(record_delivery, _bounced(notification_id=sent.id, permanent=False))

    notification = await notifications().get(sent.id)
    assert (notification.status, notification.attempts[-1].outcome) == ("delivered", "deferred")
    assert await _blocked() == {}


async def test_who_complains_gets_no_more_mail(sent: Notification) -> None:
    """The message complained about did arrive, and stays delivered."""
    report = _delivered(
        notification_id=sent.id, suppress=True, detail="The recipient complained: abuse"
    )

    await deliver(record_delivery, report)

    notification = await notifications().get(sent.id)
    assert (notification.status, notification.attempts[-1].detail) == (
        "delivered",
        "The recipient complained: abuse",
    )
    assert (await request()).status == "suppressed"


async def test_a_text_is_known_by_its_provider(sent: Notification) -> None:
    """Its number is suppressed, not the email address."""
    text = await request(a_message(channel="sms", phone="+34600111222"))
    await _send(text, "text-1")

    await deliver(record_delivery, _bounced(provider_id="text-1", channel="sms", suppress=True))

    assert (await notifications().get(text.id)).status == "bounced"
    assert await _blocked("sms") == {"+34600111222": "as reported"}
    assert await _blocked() == {}


async def test_no_copy_of_a_report_is_entered_twice(sent: Notification) -> None:
    """Neither a redelivery nor one after a crash in which the event was forgotten."""
    reports = [
        _delivered(notification_id=sent.id),
        _bounced(notification_id=sent.id, permanent=False),
    ]
    for report in reports * 2:
        assert (await deliver(record_delivery, report)).status_code == 204
    await _forget_events()
    for report in reports:
        assert (await deliver(record_delivery, report)).status_code == 204

    notification = await notifications().get(sent.id)
    assert [each.outcome for each in notification.attempts] == [
        "delivered",
        "confirmed",
        "deferred",
    ]


async def test_a_report_about_none_of_ours_is_done_with() -> None:
    """204: others send through the same account, and old messages are forgotten."""
    assert await _status(_bounced(notification_id=new_id(), suppress=True)) == 204
    assert await _status(_aged(_delivered(provider_id="somebody-elses"))) == 204
    assert await _blocked() == {}


async def test_a_report_that_overtakes_the_sender_comes_again() -> None:
    """503 at first; once the sender has recorded the provider's id, it is entered."""
    message = await request()
    report = _delivered(provider_id=PROVIDER_ID)

    early = await _status(report)
    await _send(message)
    later = await _status(report)

    assert (early, later) == (503, 204)
    notification = await notifications().get(message.id)
    assert notification.attempts[-1].outcome == "confirmed"


async def test_an_arrival_closes_the_window_of_a_crash() -> None:
    """The sender never recorded the delivery; the provider reports it, and nobody sends again."""
    message = await request()
    await deliveries().begin(message.id, "email")

    await deliver(record_delivery, _delivered(notification_id=message.id))

    assert (await notifications().get(message.id)).status == "delivered"


async def test_a_report_that_cannot_be_read_is_dead_lettered() -> None:
    """422: a retry would not help."""
    unreadable = {**_delivered(notification_id=new_id()), "data": {"detail": 7}}

    assert await _status(unreadable) == 422


async def _status(report: dict[str, object]) -> int:
    answer: httpx2.Response = await deliver(record_delivery, report)
    return answer.status_code


def _aged(report: dict[str, object]) -> dict[str, object]:
    long_ago = utc_now() - timedelta(minutes=5)
    return {**report, "time": long_ago.isoformat().replace("+00:00", "Z")}


async def _forget_events() -> None:
    for key in await redis().keys("handled:*"):
        await redis().delete(key)
