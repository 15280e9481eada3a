"""Writing to a learner about their enrollment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.confirm_enrollment.main import confirm_enrollment
from lms_enrollments import (
    EnrollmentArchived,
    EnrollmentCancelled,
    EnrollmentCreated,
    EnrollmentEnded,
)
from lms_kernel import new_id
from lms_letters import MOST_UNCONFIRMED
from lms_links import LinkSettings
from lms_notifications import inbox, notifications
from lms_preferences import Preferences, preferences
from lms_redis import RedisOutbox, redis
from lms_testing import CapturedEvents, actor, deliver, event
from lms_testing.identity import FakeUsers

ANA = actor("student")
CREATED = EnrollmentCreated(
    enrollment_id=new_id(), user_id=ANA.id, course_id=new_id(), course_title="Gardening"
)
CANCELLED = EnrollmentCancelled(
    enrollment_id=CREATED.enrollment_id,
    user_id=ANA.id,
    course_id=CREATED.course_id,
    course_title="Gardening",
)


@pytest.fixture(autouse=True)
async def _ana(accounts: FakeUsers) -> None:
    """Let Ana have an account."""
    await accounts.have(ANA, name="Ana Lima", email="ana@example.org")


@pytest.fixture(autouse=True)
def _public_url() -> Iterator[None]:
    with LinkSettings.override(lms_public_url="https://learn.example.org/"):
        yield


async def test_an_enrollment_is_confirmed_by_mail(published: CapturedEvents) -> None:
    """To the learner's address, with the course's title and a link to it."""
    answer = await deliver(confirm_enrollment, event(CREATED))

    assert (answer.status_code, answer.content) == (204, b"")
    (requested,) = published
    assert (requested["type"], requested["channel"]) == (
        "org.learning.notification.requested.v1",
        "email",
    )
    mail = await notifications().get(str(requested["subject"]))
    assert (mail.recipient_id, mail.address) == (ANA.id, "ana@example.org")
    assert (mail.status, mail.sender_id) == ("queued", None)
    assert mail.subject == "You are enrolled: Gardening"
    assert "Ana Lima" in mail.text
    assert f"https://learn.example.org/courses/{CREATED.course_id}\n" in mail.text


async def test_a_cancellation_is_confirmed_by_mail(published: CapturedEvents) -> None:
    """With a wording of its own."""
    await deliver(confirm_enrollment, event(CANCELLED))

    mail = await notifications().get(str(published[0]["subject"]))
    assert mail.subject == "Your enrollment was cancelled: Gardening"
    assert "Gardening" in mail.text


async def test_it_is_confirmed_in_the_learners_language(published: CapturedEvents) -> None:
    """The notification says which language it uses, its category, and where a click leads."""
    await preferences().put(ANA.id, Preferences(language="ar"))
    await deliver(confirm_enrollment, event(CREATED))

    mail = await notifications().get(str(published[0]["subject"]))
    assert mail.subject == "تم التحاقك: Gardening"
    assert (mail.language, mail.template) == ("ar", "enrollment-confirmed")
    assert (mail.category, mail.link) == ("enrollment", f"/courses/{CREATED.course_id}")
    assert "Gardening" in mail.short


async def test_a_redelivered_event_writes_no_second_mail(published: CapturedEvents) -> None:
    """Even after a crash in which the first delivery was forgotten."""
    created = event(CREATED)

    await deliver(confirm_enrollment, created)
    for key in await redis().keys("handled:*"):
        await redis().delete(key)
    await deliver(confirm_enrollment, created)

    assert (await inbox().page(ANA.id, limit=10)).total == 1
    assert len(published) == 1


async def test_every_enrollment_has_a_mail_of_its_own() -> None:
    """Enrolling, cancelling and enrolling again send three emails."""
    again = EnrollmentCreated(
        enrollment_id=new_id(),
        user_id=ANA.id,
        course_id=CREATED.course_id,
        course_title="Gardening",
    )
    for happened in (CREATED, CANCELLED, again):
        await deliver(confirm_enrollment, event(happened))

    assert (await inbox().page(ANA.id, limit=10)).total == 3


async def test_an_absent_broker_loses_no_mail(published: CapturedEvents) -> None:
    """The event is handled, and what could not be published waits for the relay."""
    published.is_away = True

    answer = await deliver(confirm_enrollment, event(CREATED))

    assert answer.status_code == 204
    assert len(await RedisOutbox().unpublished()) == 1


async def test_a_title_cannot_add_a_header() -> None:
    """A title with line breaks becomes a one-line subject."""
    title = "Gardening\r\nBcc: everybody@example.org " + "and more " * 40
    hostile = EnrollmentCreated(
        enrollment_id=new_id(), user_id=ANA.id, course_id=new_id(), course_title=title
    )
    await deliver(confirm_enrollment, event(hostile))

    (mail,) = (await inbox().page(ANA.id, limit=10)).items
    assert mail.subject.startswith("You are enrolled: Gardening Bcc:")
    assert mail.subject.isprintable()
    assert len(mail.subject) == 200


async def test_an_event_that_cannot_be_read_is_dead_lettered() -> None:
    """422: a retry would not help."""
    for broken in ({}, {"user_id": ANA.id}, "text"):
        answer = await deliver(confirm_enrollment, {**event(CREATED), "data": broken})
        assert answer.status_code == 422


async def test_a_learner_without_an_account_is_dead_lettered(accounts: FakeUsers) -> None:
    """422: there is nobody to write to."""
    accounts.accounts.clear()

    assert (await deliver(confirm_enrollment, event(CREATED))).status_code == 422


@pytest.mark.parametrize(
    ("kind", "subject", "link"),
    [
        (EnrollmentArchived, "Archived: Gardening", f"/courses/{CREATED.course_id}"),
        (EnrollmentEnded, "A course has ended: Gardening", "/courses"),
    ],
    ids=["archived", "ended"],
)
async def test_learners_are_told_that_a_course_ended(
    published: CapturedEvents,
    kind: type[EnrollmentArchived | EnrollmentEnded],
    subject: str,
    link: str,
) -> None:
    """An archived course is still there to be read; one that was deleted is not."""
    happened = kind(
        enrollment_id=CREATED.enrollment_id,
        user_id=ANA.id,
        course_id=CREATED.course_id,
        course_title="Gardening",
    )
    await deliver(confirm_enrollment, event(happened))

    mail = await notifications().get(str(published[0]["subject"]))
    assert (mail.subject, mail.link) == (subject, link)
    assert f"https://learn.example.org{link}\n" in mail.text


async def _enroll(number: int, *, user_id: str = ANA.id) -> None:
    """Confirm as many enrollments, each in a course of its own."""
    for _ in range(number):
        happened = EnrollmentCreated(
            enrollment_id=new_id(), user_id=user_id, course_id=new_id(), course_title="Gardening"
        )
        assert (await deliver(confirm_enrollment, event(happened))).status_code == 204


async def test_an_unconfirmed_address_gets_a_limited_number_of_mails(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """Registering a stranger's address fills no mailbox: the rest is in the inbox, unread."""
    await accounts.have(ANA, email="stranger@example.org", email_verified=False)
    await _enroll(MOST_UNCONFIRMED + 5)

    assert len(published) == MOST_UNCONFIRMED
    found = (await inbox().page(ANA.id, limit=50)).items
    assert len(found) == MOST_UNCONFIRMED + 5
    left = [each for each in found if each.channel == "in_app"]
    assert [(each.status, each.unread) for each in left] == [("delivered", True)] * 5
    assert "not confirmed" in left[0].attempts[0].detail


async def test_other_accounts_and_redelivered_events_use_up_nothing_of_it(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """One letter counts once, and each address for itself."""
    await accounts.have(ANA, email="stranger@example.org", email_verified=False)
    same = event(CREATED)
    for _ in range(MOST_UNCONFIRMED + 5):
        await deliver(confirm_enrollment, same)
    bo = actor("student")
    await accounts.have(bo, email="bo@example.org", email_verified=False)
    await _enroll(MOST_UNCONFIRMED, user_id=bo.id)

    assert len({str(each["subject"]) for each in published}) == MOST_UNCONFIRMED + 1


async def test_a_confirmed_address_gets_every_mail(
    accounts: FakeUsers, published: CapturedEvents
) -> None:
    """From the moment at which it is confirmed, whatever was counted before."""
    await accounts.have(ANA, email="ana@example.org", email_verified=False)
    await _enroll(MOST_UNCONFIRMED + 1)
    await accounts.have(ANA, email="ana@example.org", email_verified=True)
    await _enroll(3)

    assert len(published) == MOST_UNCONFIRMED + 3
