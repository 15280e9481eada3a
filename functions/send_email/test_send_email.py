"""Handing emails to the mail server."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.send_email.main import send_email
from lms_kernel import Unavailable, new_id
from lms_mail import Mail, MailRefused, mailer
from lms_notifications import Notification, NotificationRequested, notifications
from lms_redis import redis
from lms_testing import deliver, event
from lms_testing.access import redis_away
from lms_testing.notifications import a_message, request
from lms_testing.senders import FakeMailer, fake_mailer
from lms_unsubscribe import UnsubscribeLink, read_link


@pytest.fixture
def server() -> Iterator[FakeMailer]:
    """Return the mail server of this test alone."""
    with fake_mailer() as fake:
        yield fake


@pytest.fixture
async def message() -> Notification:
    """Return a notification that waits for delivery."""
    return await request()


def _event(notification_id: str) -> dict[str, object]:
    return event(NotificationRequested(notification_id=notification_id), channel="email")


async def test_a_mail_is_sent_and_accounted_for(server: FakeMailer, message: Notification) -> None:
    """204; the email carries the notification's id, the ledger the server's reply."""
    answer = await deliver(send_email, _event(message.id))

    assert (answer.status_code, answer.content) == (204, b"")
    (mail,) = server.sent
    assert (mail.id, mail.to) == (message.id, message.address)
    assert (mail.subject, mail.text) == (message.subject, message.text)
    notification = await notifications().get(message.id)
    assert (notification.status, [each.detail for each in notification.attempts]) == (
        "delivered",
        ["OK"],
    )


async def test_a_mail_has_two_bodies_and_a_way_out(server: FakeMailer) -> None:
    """The same content as text and as HTML; one click unsubscribes, except from mandatory ones."""
    written = await request(a_message(subject="Hello", text="1 < 2\n\nBye"))
    mandatory = await request(a_message(category="account", subject="Your password changed"))
    for each in (written, mandatory):
        await deliver(send_email, _event(each.id))

    usual, account = server.sent
    assert usual.text == "1 < 2\n\nBye"
    assert usual.html is not None
    assert "1 &lt; 2" in usual.html
    assert usual.unsubscribe_url is not None
    link = parse_qs(urlsplit(usual.unsubscribe_url).query)["token"][0]
    assert read_link(link) == UnsubscribeLink(written.recipient_id, "message")
    assert link in usual.html
    assert account.unsubscribe_url is None
    assert "token=" not in (account.html or "")


class Ses(FakeMailer):
    """A mail server that gives each email an id of its own."""

    async def send(self, mail: Mail) -> str:
        """Keep the email."""
        await super().send(mail)
        return "Ok 0100018f5a7c1f2e-7d9b-000000"


async def test_a_mail_is_known_by_what_the_provider_calls_it() -> None:
    """So that later reports find the notification; the email carries its language."""
    message = await request(a_message(language="es"))
    with mailer.override(Ses()) as server:
        await deliver(send_email, _event(message.id))

    assert isinstance(server, Ses)
    assert server.sent[0].language == "es"
    found = await redis().get("notification:provider:0100018f5a7c1f2e-7d9b-000000")
    assert found == message.id


async def test_no_copy_of_an_event_sends_twice(server: FakeMailer, message: Notification) -> None:
    """Neither a redelivery nor a second event about the same notification sends again."""
    first = _event(message.id)

    for copy in (first, first, _event(message.id)):
        assert (await deliver(send_email, copy)).status_code == 204

    assert len(server.sent) == 1


async def test_a_forgotten_delivery_is_not_repeated(
    server: FakeMailer, message: Notification
) -> None:
    """A crash after the delivery was recorded, and before the event was, sends nothing again."""
    requested = _event(message.id)
    await deliver(send_email, requested)
    for key in await redis().keys("handled:*"):
        await redis().delete(key)

    assert (await deliver(send_email, requested)).status_code == 204
    assert len(server.sent) == 1


async def test_a_refusal_for_good_is_dead_lettered(
    server: FakeMailer, message: Notification
) -> None:
    """422 and failed: a retry would not help."""
    server.fails_with = MailRefused("The mail server answered 550 No such mailbox")

    answer = await deliver(send_email, _event(message.id))

    assert answer.status_code == 422
    notification = await notifications().get(message.id)
    assert notification.status == "failed"
    assert notification.attempts[0].detail == "The mail server answered 550 No such mailbox"


async def test_while_the_mail_server_is_away_the_event_comes_again(
    server: FakeMailer, message: Notification
) -> None:
    """503 and queued; when the server is back, the same event is delivered."""
    requested = _event(message.id)
    server.fails_with = Unavailable("The mail server cannot be reached.")
    away = await deliver(send_email, requested)
    put_off = await notifications().get(message.id)

    server.fails_with = None
    back = await deliver(send_email, requested)

    assert (away.status_code, put_off.status, back.status_code) == (503, "queued", 204)
    notification = await notifications().get(message.id)
    assert [each.outcome for each in notification.attempts] == ["deferred", "delivered"]


async def test_an_event_about_nothing_is_dead_lettered(server: FakeMailer) -> None:
    """422 for a notification that does not exist, and for data that cannot be read."""
    unknown = await deliver(send_email, _event(new_id()))
    unreadable = await deliver(send_email, {**_event(new_id()), "data": {}})

    assert unknown.status_code == unreadable.status_code == 422
    assert server.sent == []


async def test_while_redis_is_away_nothing_is_sent(
    server: FakeMailer, message: Notification
) -> None:
    """503: an email that cannot be recorded is not sent."""
    with redis_away():
        answer = await deliver(send_email, _event(message.id))

    assert answer.status_code == 503
    assert server.sent == []
