"""Unsubscribe links, and reports from outside, through the gateway."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

import msgspec
import pytest

from lms_notifications import Notification
from lms_signatures import LinkKeySettings
from lms_unsubscribe import unsubscribe_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

    from tests.e2e.platform import Platform

PASSWORD = "correct horse battery staple"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def reader(platform: Platform) -> Iterator[httpx2.Client]:
    """Somebody new, signed in."""
    email = f"{uuid.uuid4().hex[:12]}@example.org"
    body = {"email": email, "password": PASSWORD, "name": "Ana"}
    with platform.client() as http:
        assert http.post("/api/auth/register", json=body).status_code == 201
    with platform.sign_in(email, PASSWORD) as http:
        yield http


@pytest.fixture
def stranger(platform: Platform) -> Iterator[httpx2.Client]:
    """A mail program, or a browser without a session."""
    with platform.client() as http:
        yield http


def _mail(platform: Platform, reader: httpx2.Client) -> Notification:
    """Let an admin write a mail to the reader."""
    body = {
        "recipient_id": reader.get("/api/users/me").json()["id"],
        "channel": "email",
        "subject": "Hello",
        "text": "How are you?",
    }
    with platform.as_role("admin") as http:
        answer = http.post("/api/notifications", json=body)
    assert answer.status_code == 202, answer.text
    return msgspec.convert(answer.json(), Notification)


def test_a_link_ends_the_mails_that_it_came_with(
    platform: Platform, reader: httpx2.Client, stranger: httpx2.Client
) -> None:
    """Opening it changes nothing, pressing the button does, and repeating it changes nothing."""
    with LinkKeySettings.override(lms_link_keys=platform.environment()["LMS_LINK_KEYS"]):
        mail = _mail(platform, reader)
        url = unsubscribe_url(mail.recipient_id, mail.category)
    assert url is not None
    path = f"/unsubscribe?{url.partition('?')[2]}"

    page = stranger.get(path, headers={"Accept-Language": "ar"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert 'dir="rtl"' in page.text
    assert reader.get("/api/preferences").json()["off"] == {}

    for _ in range(2):
        assert stranger.post(path, data=ONE_CLICK).status_code == 200
    assert reader.get("/api/preferences").json()["off"] == {"message": ["email"]}
    assert _mail(platform, reader).status == "suppressed"


def test_no_other_method_and_no_other_link_is_taken(stranger: httpx2.Client) -> None:
    """405 by the gateway, 400 and a page by the function."""
    refused = stranger.put("/unsubscribe?token=x")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, POST")
    forged = stranger.post("/unsubscribe?token=x", data=ONE_CLICK)
    assert (forged.status_code, forged.headers["content-type"]) == (400, "text/html; charset=utf-8")


def test_nobody_reports_but_amazon(stranger: httpx2.Client) -> None:
    """403 for a message that none of our topics signed: on one machine there are none."""
    message = {
        "Type": "Notification",
        "MessageId": str(uuid.uuid4()),
        "TopicArn": "arn:aws:sns:us-east-1:123456789012:learning-prod-callbacks",
        "Message": "{}",
        "Timestamp": "2026-11-22T00:00:00.000Z",
        "SignatureVersion": "2",
        "Signature": "AAAA",
        "SigningCertURL": "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-01.pem",
    }
    answer = stranger.post(
        "/api/callbacks/sns",
        content=json.dumps(message),
        headers={"Content-Type": "text/plain; charset=UTF-8"},
    )
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/callback-refused"
