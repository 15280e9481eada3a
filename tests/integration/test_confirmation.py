"""From a seat to an email on real stores and a real mail server, through copies and crashes."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

import httpx2
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import Envelope, Session
from redis.asyncio import Redis

from functions.confirm_enrollment.main import confirm_enrollment
from functions.send_email.main import send_email
from lms_enrollments import EnrollmentCreated
from lms_kernel import envelope, new_id, request_scope
from lms_mail import MailSettings
from lms_notifications import NotificationRequested, inbox
from lms_postgres import Database
from lms_testing import CapturedEvents, deliver
from local.ports import LOOPBACK, free_port

HANDLERS = {EnrollmentCreated.type: confirm_enrollment, NotificationRequested.type: send_email}


class MailServer(Sink):
    """Keeps the Message-ID of every mail that it accepts."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.ids: list[str] = []

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: object, session: Session, envelope: Envelope
    ) -> str:
        """Accept every email."""
        assert isinstance(envelope.content, bytes)
        self.ids.append(str(message_from_bytes(envelope.content, policy=default)["Message-ID"]))
        return "250 OK"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    """Return the handler of the mail server that the settings name."""
    handler = MailServer()
    server = Controller(handler, hostname=LOOPBACK, port=free_port())
    server.start()
    with MailSettings.override(
        smtp_url=f"smtp://{LOOPBACK}:{server.port}", lms_mail_from="no-reply@learn.example.org"
    ):
        yield handler
    server.stop()


@pytest.fixture
async def learner(postgres: Database) -> str:
    """Return the id of somebody with an account."""
    learner = new_id()
    await postgres.execute(
        "INSERT INTO users (id, email, name, password_hash) VALUES (%(id)s, %(email)s, 'Ana', '')",
        {"id": learner, "email": f"{learner}@example.org"},
        name="test_learner",
    )
    return learner


async def _handle(broker: CapturedEvents, copies: int) -> list[httpx2.Response]:
    """Deliver everything that is published, each event several times, until there is no more."""
    answers = []
    while broker:
        event = broker.pop(0)
        handler = HANDLERS[str(event["type"])]
        answers += [await deliver(handler, event) for _ in range(copies)]
    return answers


def _created(learner: str) -> EnrollmentCreated:
    return EnrollmentCreated(
        enrollment_id=new_id(), user_id=learner, course_id=new_id(), course_title="Gardening"
    )


async def _publish(broker: CapturedEvents, happened: EnrollmentCreated) -> dict[str, object]:
    async with request_scope(function="create_enrollment"):
        event = envelope(happened)
    await broker.send(event)
    return event


async def test_copies_of_events_are_one_mail(
    broker: CapturedEvents, real_redis: Redis, mails: MailServer, learner: str
) -> None:
    """However often each event is delivered, and however soon forgotten, one email arrives."""
    event = await _publish(broker, _created(learner))

    answers = await _handle(broker, copies=3)
    for key in await real_redis.keys("handled:*"):
        await real_redis.delete(key)
    await broker.send(event)
    answers += await _handle(broker, copies=2)

    assert {each.status_code for each in answers} == {204}
    (mail,) = (await inbox().page(learner, limit=10)).items
    assert mails.ids == [f"<{mail.id}@learn.example.org>"]
    assert mail.status == "delivered"


async def test_every_enrollment_has_its_mail(
    broker: CapturedEvents, real_redis: Redis, mails: MailServer, learner: str
) -> None:
    """Ten enrollments are ten emails."""
    for _ in range(10):
        await _publish(broker, _created(learner))

    await _handle(broker, copies=2)

    assert len(mails.ids) == len(set(mails.ids)) == 10


async def test_a_sender_killed_before_it_recorded_sends_the_same_message(
    broker: CapturedEvents, real_redis: Redis, mails: MailServer, learner: str
) -> None:
    """The one window that no sender can close: the copy has the first one's Message-ID."""
    await _publish(broker, _created(learner))
    await _handle(broker, copies=1)
    (mail,) = (await inbox().page(learner, limit=10)).items
    # As if the process had died between the server's answer and its record.
    await real_redis.hset(f"notification:{mail.id}", mapping={"status": "sending"})
    await real_redis.delete(*await real_redis.keys("handled:send_email:*"))

    async with request_scope(function="confirm_enrollment"):
        again = envelope(NotificationRequested(notification_id=mail.id), channel="email")
    assert (await deliver(send_email, again)).status_code == 204

    assert mails.ids == [f"<{mail.id}@learn.example.org>"] * 2
