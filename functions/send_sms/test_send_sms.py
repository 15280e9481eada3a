"""Handing text messages to Amazon SNS."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.send_sms.main import send_sms
from lms_kernel import Unavailable, new_id
from lms_notifications import Notification, NotificationRequested, notifications
from lms_redis import redis
from lms_sms import SmsRefused
from lms_testing import CapturedEvents, deliver, event
from lms_testing.access import redis_away
from lms_testing.notifications import a_message, decide, request
from lms_testing.phones import ask, read_code
from lms_testing.senders import FakeTexter, fake_texter

PHONE = "+34600111222"


@pytest.fixture
def provider() -> Iterator[FakeTexter]:
    """Return the provider of text messages of this test alone."""
    with fake_texter() as fake:
        yield fake


@pytest.fixture
async def message() -> Notification:
    """Return a text message that waits for delivery to a confirmed number."""
    await decide(phone=PHONE, phone_confirmed=True)
    return await request(a_message(channel="sms", fallbacks=("in_app",)))


def _event(notification_id: str) -> dict[str, object]:
    return event(NotificationRequested(notification_id=notification_id), channel="sms")


async def test_a_text_is_sent_and_accounted_for(
    provider: FakeTexter, message: Notification
) -> None:
    """204 without a body; the ledger has the response and the provider's id."""
    answer = await deliver(send_sms, _event(message.id))

    assert (answer.status_code, answer.content) == (204, b"")
    (text,) = provider.sent
    assert (text.id, text.to, text.body) == (message.id, PHONE, "Hello: How are you?")
    notification = await notifications().get(message.id)
    assert (notification.status, [each.detail for each in notification.attempts]) == (
        "delivered",
        ["OK"],
    )
    assert await redis().get("notification:provider:sms-1") == message.id


async def test_no_copy_of_an_event_sends_twice(provider: FakeTexter, message: Notification) -> None:
    """Neither a redelivery nor a second event about the same notification sends again."""
    first = _event(message.id)

    for copy in (first, first, _event(message.id)):
        assert (await deliver(send_sms, copy)).status_code == 204

    assert len(provider.sent) == 1


async def test_a_code_is_in_the_text_alone(provider: FakeTexter, message: Notification) -> None:
    """The stored message has a placeholder where the code was."""
    message = await ask()

    assert (await deliver(send_sms, _event(message.id))).status_code == 204

    code = await read_code(message)
    assert provider.sent[0].body.startswith(f"{code} is your code for the Learning Platform.")
    assert code not in (await notifications().get(message.id)).text


async def test_other_texts_are_sent_as_they_are(
    provider: FakeTexter, message: Notification
) -> None:
    """A code that waits goes into no other message, whatever its words."""
    await ask(PHONE, message.recipient_id)
    other = await request(a_message(channel="sms", short="{code}?"))

    assert (await deliver(send_sms, _event(other.id))).status_code == 204
    assert provider.sent[0].body == "{code}?"


async def test_a_long_text_keeps_as_much_as_fits(
    provider: FakeTexter, message: Notification
) -> None:
    """Without spaces too; a link arrives whole (3GPP TS 23.038)."""
    link = "https://learn.example.org/courses/1"
    long = await request(a_message(channel="sms", subject="Link", text=f"{'数' * 500} {link}"))

    assert (await deliver(send_sms, _event(long.id))).status_code == 204

    (text,) = provider.sent
    assert text.body == f"Link: {'数' * (201 - len(f'Link: … {link}'))}… {link}"


async def test_a_code_that_is_over_is_not_sent(provider: FakeTexter) -> None:
    """422 and failed: by now another code may be on its way."""
    message = await ask()
    await redis().delete(f"notification:phone-code:{message.recipient_id}")

    assert (await deliver(send_sms, _event(message.id))).status_code == 422
    assert provider.sent == []


async def test_a_refusal_for_good_is_the_next_channels_turn(
    provider: FakeTexter, message: Notification
) -> None:
    """204: the message takes its fallback; without one it is a dead letter."""
    provider.fails_with = SmsRefused("Amazon SNS answered OptedOut")
    alone = await request(a_message(channel="sms"))

    assert (await deliver(send_sms, _event(message.id))).status_code == 204
    assert (await deliver(send_sms, _event(alone.id))).status_code == 422

    notification = await notifications().get(message.id)
    assert (notification.channel, notification.status) == ("in_app", "delivered")
    assert notification.attempts[0].detail == "Amazon SNS answered OptedOut"
    assert (await notifications().get(alone.id)).status == "failed"


async def test_while_the_provider_is_away_the_event_comes_again(
    provider: FakeTexter, message: Notification
) -> None:
    """503 and queued; when it is back, the same event is delivered."""
    requested = _event(message.id)
    provider.fails_with = Unavailable("Amazon SNS cannot be used.")
    away = await deliver(send_sms, requested)
    put_off = await notifications().get(message.id)

    provider.fails_with = None
    back = await deliver(send_sms, requested)

    assert (away.status_code, put_off.status, back.status_code) == (503, "queued", 204)
    notification = await notifications().get(message.id)
    assert [each.outcome for each in notification.attempts] == ["deferred", "delivered"]


async def test_nothing_goes_to_a_number_that_is_not_confirmed(
    provider: FakeTexter, published: CapturedEvents
) -> None:
    """It may be anybody's: the message is suppressed and no event requests its delivery."""
    await decide(phone=PHONE)
    suppressed = await request(a_message(channel="sms"))

    assert suppressed.status == "suppressed"
    assert published == []
    assert (await deliver(send_sms, _event(suppressed.id))).status_code == 204
    assert provider.sent == []


async def test_an_event_about_nothing_is_dead_lettered(provider: FakeTexter) -> None:
    """422 for a notification that does not exist, and for data that cannot be read."""
    unknown = await deliver(send_sms, _event(new_id()))
    unreadable = await deliver(send_sms, {**_event(new_id()), "data": {}})

    assert unknown.status_code == unreadable.status_code == 422
    assert provider.sent == []


async def test_while_redis_is_away_nothing_is_sent(
    provider: FakeTexter, message: Notification
) -> None:
    """503: a text that cannot be recorded is not sent."""
    with redis_away():
        answer = await deliver(send_sms, _event(message.id))

    assert answer.status_code == 503
    assert provider.sent == []
