"""Issuing certificates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from functions.issue_certificate.main import issue_certificate
from libs.lms_certificates.tests.fake import FakeCertificates, a_completion, fake_certificates
from lms_certificates import CertificateIssued, CompletedCourse
from lms_kernel import request_scope
from lms_letters import MOST_UNCONFIRMED
from lms_links import LinkSettings
from lms_notifications import inbox, notifications
from lms_preferences import Preferences, preferences
from lms_redis import redis
from lms_testing import CapturedEvents, actor, deliver, event
from lms_testing.identity import FakeUsers

ANA = actor("student")
COMPLETED = a_completion(ANA.id)


@pytest.fixture
def kept() -> Iterator[FakeCertificates]:
    """Return the certificates of this test alone."""
    with fake_certificates() as fake:
        fake.names[ANA.id] = "Ana Lima"
        yield fake


@pytest.fixture(autouse=True)
async def _ana(accounts: FakeUsers) -> None:
    await accounts.have(ANA, name="Ana Lima", email="ana@example.org")


@pytest.fixture(autouse=True)
def _public_url() -> Iterator[None]:
    with LinkSettings.override(lms_public_url="https://learn.example.org"):
        yield


def _completed(completed: CompletedCourse = COMPLETED) -> dict[str, Any]:
    """Return the event as lms_progress writes it."""
    return {**event(completed), "type": "org.learning.course.completed.v1"}


async def test_a_completed_course_is_certified_and_told(
    kept: FakeCertificates, published: CapturedEvents
) -> None:
    """The learner gets the link by mail."""
    answer = await deliver(issue_certificate, _completed())

    assert (answer.status_code, answer.content) == (204, b"")
    (certificate,) = kept.kept.values()
    assert (certificate.name, certificate.course_title) == ("Ana Lima", "Gardening")
    issued, requested = published
    assert (issued["type"], issued["subject"]) == (CertificateIssued.type, certificate.id)
    mail = await notifications().get(str(requested["subject"]))
    assert (mail.recipient_id, mail.address) == (ANA.id, "ana@example.org")
    assert mail.subject == "Your certificate: Gardening"
    assert (mail.category, mail.link) == ("enrollment", f"/certificates/{certificate.id}")
    assert f"https://learn.example.org/certificates/{certificate.id}\n" in mail.text


async def test_it_is_told_in_the_learners_language(
    kept: FakeCertificates, published: CapturedEvents
) -> None:
    """As every letter is."""
    await preferences().put(ANA.id, Preferences(language="fr"))
    await deliver(issue_certificate, _completed())

    mail = await notifications().get(str(published[-1]["subject"]))
    assert mail.language == "fr"
    assert mail.subject.startswith("Votre certificat")


async def test_a_redelivered_event_issues_and_tells_nothing_new(
    kept: FakeCertificates, published: CapturedEvents
) -> None:
    """Even after a crash in which the first delivery was forgotten."""
    completed = _completed()
    for _ in range(3):
        await deliver(issue_certificate, completed)
        for key in await redis().keys("handled:*"):
            await redis().delete(key)

    assert len(kept.kept) == 1
    assert (await inbox().page(ANA.id, limit=10)).total == 1
    assert len(published) == 2


async def test_a_crash_between_the_certificate_and_the_letter_is_made_good(
    kept: FakeCertificates, published: CapturedEvents
) -> None:
    """The redelivery finds the certificate, and writes the letter."""
    async with request_scope(function="issue_certificate"):
        certificate = await kept.issue(COMPLETED)
    await deliver(issue_certificate, _completed())

    assert list(kept.kept) == [certificate.id]
    mail = await notifications().get(str(published[-1]["subject"]))
    assert certificate.id in mail.text


async def test_a_store_that_is_away_is_asked_again(kept: FakeCertificates) -> None:
    """503: the broker delivers once more."""
    kept.is_away = True
    assert (await deliver(issue_certificate, _completed())).status_code == 503


async def test_what_can_never_work_is_dead_lettered(kept: FakeCertificates) -> None:
    """422: an event that cannot be read, and a learner without an account."""
    for broken in ({}, {"user_id": ANA.id}, "text"):
        answer = await deliver(issue_certificate, {**_completed(), "data": broken})
        assert answer.status_code == 422
    assert (await deliver(issue_certificate, _completed(a_completion()))).status_code == 422
    assert kept.kept == {}


@pytest.mark.parametrize(("is_confirmed", "left"), [(True, 0), (False, 1)])
async def test_an_unconfirmed_address_gets_a_limited_number_of_mails(
    kept: FakeCertificates, accounts: FakeUsers, *, is_confirmed: bool, left: int
) -> None:
    """As of every letter: the rest is left in the inbox. A confirmed one gets them all."""
    await accounts.have(ANA, email="ana@example.org", email_verified=is_confirmed)
    for _ in range(MOST_UNCONFIRMED + 1):
        await deliver(issue_certificate, _completed(a_completion(ANA.id)))

    found = (await inbox().page(ANA.id, limit=50)).items
    assert len(found) == MOST_UNCONFIRMED + 1
    assert [each.channel for each in found].count("in_app") == left
