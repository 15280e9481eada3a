"""Writing to a user."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from functions.create_notification.main import create_notification
from lms_kernel import Actor, new_id, request_scope
from lms_limits import LimitSettings
from lms_notifications import inbox
from lms_testing import CapturedEvents, actor, client
from lms_testing.enrollments import FakeEnrollments, fake_enrollments
from lms_testing.identity import FakeUsers

ANA, OLGA, ADMIN = actor("student"), actor("instructor"), actor("admin")
SERVICE = Actor(new_id(), "service", new_id(), frozenset({"notification:create"}))


@pytest.fixture(autouse=True)
async def _ana(accounts: FakeUsers) -> None:
    """Let Ana have an account."""
    await accounts.have(ANA, email="ana@example.org")


@pytest.fixture(autouse=True)
def school() -> Iterator[FakeEnrollments]:
    """Return the enrollments of this test alone."""
    with fake_enrollments() as fake:
        fake.add_person(ANA.id)
        yield fake


async def _write(as_: Actor = ADMIN, *, key: str | None = None, **changes: Any) -> httpx2.Response:
    body = {
        "recipient_id": ANA.id,
        "channel": "email",
        "subject": "Hello",
        "text": "How are you?",
        **changes,
    }
    headers = {} if key is None else {"Idempotency-Key": key}
    async with client(create_notification, as_=as_) as http:
        return await http.post("/api/notifications", json=body, headers=headers)


async def test_a_message_is_accepted_and_handed_on(published: CapturedEvents) -> None:
    """202 with the queued notification and its location; an event requests delivery."""
    answer = await _write()

    body = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/api/notifications/{body['id']}"
    assert (body["status"], body["address"]) == ("queued", "ana@example.org")
    assert (body["sender_id"], body["recipient_id"]) == (ADMIN.id, ANA.id)
    (event,) = published
    assert (event["type"], event["channel"], event["subject"]) == (
        "org.learning.notification.requested.v1",
        "email",
        body["id"],
    )


async def test_in_app_is_the_default_and_needs_no_address(published: CapturedEvents) -> None:
    """An in-app message is delivered by being stored, and nothing is published."""
    async with client(create_notification, as_=ADMIN) as http:
        answer = await http.post(
            "/api/notifications", json={"recipient_id": ANA.id, "subject": "Hi", "text": "Hi"}
        )

    assert (answer.json()["channel"], answer.json()["status"]) == ("in_app", "delivered")
    assert answer.json()["address"] is None
    assert published == []


async def test_an_instructor_writes_to_own_learners(school: FakeEnrollments) -> None:
    """Only while the recipient has a seat in a course of the instructor's; 403 otherwise."""
    foreign = await _write(OLGA)
    async with request_scope():
        await school.claim(new_id(), course_id=school.add_course(owner=OLGA.id), user_id=ANA.id)
    own = await _write(OLGA)

    assert (foreign.status_code, foreign.json()["type"]) == (403, "/problems/not-your-learner")
    assert own.status_code == 202


async def test_a_service_with_the_scope_may_write() -> None:
    """A service token needs the scope and nothing else."""
    without = Actor(new_id(), "service", new_id(), frozenset({"course:read"}))

    assert (await _write(SERVICE)).status_code == 202
    assert (await _write(without)).status_code == 403


async def test_a_student_may_not_write() -> None:
    """403 for a learner, even when writing to oneself."""
    assert (await _write(ANA)).status_code == 403


async def test_a_recipient_must_be_an_active_user(accounts: FakeUsers) -> None:
    """The same 422 naming the field for an unknown user and for a closed account."""
    gone = await accounts.have(actor("student", "gone"), active=False)

    for recipient in (new_id(), gone.id):
        answer = await _write(recipient_id=recipient)
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["errors"]] == ["recipient_id"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": "Hello\r\nBcc: everybody@example.org"}, "subject"),
        ({"subject": "Hello\nthere"}, "subject"),
        ({"subject": "\x1b[2J"}, "subject"),
        ({"subject": "   "}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"text": " \n"}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"category": "No Such Thing"}, "category"),
        ({"channel": "pigeon"}, "channel"),
        ({"recipient_id": "ana"}, "recipient_id"),
        ({"address": "eve@example.org"}, "address"),
        ({"sender_id": new_id()}, "sender_id"),
    ],
)
async def test_a_message_that_cannot_be_sent_names_its_fault(
    published: CapturedEvents, changes: dict[str, Any], field: str
) -> None:
    """422 naming the field: no header can be injected, no other address or sender chosen."""
    answer = await _write(**changes)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert published == []


async def test_the_platforms_own_categories_are_not_for_people() -> None:
    """The problem names those that are."""
    answer = await _write(category="account")

    assert answer.json()["errors"] == [
        {"field": "category", "message": "must be one of: message, announcement"}
    ]


async def test_a_repeat_with_the_same_key_sends_once(published: CapturedEvents) -> None:
    """One Idempotency-Key makes one notification."""
    first, again = await _write(key="k"), await _write(key="k")

    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json()["id"] == first.json()["id"]
    assert len(published) == 1
    assert (await inbox().page(ANA.id, limit=10)).total == 1


async def test_texts_have_a_budget() -> None:
    """60 an hour per person, not counting repeats, then 429; email and services are not limited."""
    with LimitSettings.override(lms_rate_limits="on"):
        for number in range(60):
            assert (await _write(channel="sms", key=str(number))).status_code == 202

        repeated = await _write(channel="sms", key="59")
        first = await _write(channel="sms", key="60")
        fallback = await _write(fallbacks=["sms"])
        mail = await _write()
        service = await _write(SERVICE, channel="sms")

    assert (repeated.status_code, first.status_code, fallback.status_code) == (202, 429, 429)
    assert "retry-after" in first.headers
    assert (mail.status_code, service.status_code) == (202, 202)
