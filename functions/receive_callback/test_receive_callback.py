"""Amazon's reports, from its request to our event."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from functions.receive_callback.main import receive_callback
from libs.lms_amazon.tests.amazon import (
    CERTIFICATE,
    PROVIDER_ID,
    FakeAmazon,
    arrival,
    bounce,
    confirmation,
    delivery,
    fake_amazon,
    mail_event,
    timestamp,
)
from lms_amazon import CallbackSettings
from lms_kernel import TooManyRequests, new_id, utc_now
from lms_limits import limit
from lms_notifications import NotificationBounced, NotificationDelivered
from lms_redis import RedisOutbox
from lms_testing import CapturedEvents, client

ID = new_id()


@pytest.fixture(autouse=True)
def sns() -> Iterator[FakeAmazon]:
    """Return a stand-in for Amazon SNS, for this test only."""
    with fake_amazon() as fake:
        yield fake


async def _post(message: dict[str, Any] | bytes, **headers: str) -> httpx2.Response:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    all_headers = {"Content-Type": "text/plain; charset=UTF-8", **headers}
    async with client(receive_callback) as http:
        return await http.post("/api/callbacks/sns", content=body, headers=all_headers)


async def test_a_mail_that_arrived_becomes_an_event(published: CapturedEvents) -> None:
    """204 without a body; the event names the notification and holds no address."""
    answer = await _post(delivery(mail_event("Delivery", notification_id=ID, delivery=arrival())))

    assert (answer.status_code, answer.content) == (204, b"")
    (event,) = published
    assert (event["type"], event["subject"]) == (NotificationDelivered.type, ID)
    assert event["data"] == {
        "notification_id": ID,
        "provider_id": PROVIDER_ID,
        "channel": "email",
        "detail": "The recipient's mail server accepted it: 250 2.6.0 Message received",
        "happened_at": "2026-08-05T00:40:03.217000Z",
        "suppress": False,
    }


async def test_a_bounce_becomes_an_event(published: CapturedEvents) -> None:
    """The event says whether it is permanent."""
    await _post(delivery(mail_event("Bounce", notification_id=ID, bounce=bounce())))

    (event,) = published
    assert event["type"] == NotificationBounced.type
    data = event["data"]
    assert isinstance(data, dict)
    assert (data["permanent"], data["suppress"]) == (True, True)


async def test_a_message_that_comes_again_is_the_same_event(published: CapturedEvents) -> None:
    """It has the same id and source; another message is another event."""
    report = mail_event("Delivery", notification_id=ID, delivery=arrival())
    first = delivery(report)

    for message in (first, first, delivery(report)):
        assert (await _post(message)).status_code == 204

    ids = [(event["source"], event["id"]) for event in published]
    assert ids[0] == ids[1] != ids[2]


async def test_a_report_is_kept_before_it_is_acknowledged(published: CapturedEvents) -> None:
    """An unavailable broker costs a minute: the outbox has the event before Amazon gets its 204."""
    published.is_away = True

    answer = await _post(delivery(mail_event("Delivery", notification_id=ID, delivery=arrival())))

    assert answer.status_code == 204
    (waiting,) = await RedisOutbox().unpublished()
    assert waiting["subject"] == ID


async def test_what_is_published_does_not_stay_in_the_outbox(published: CapturedEvents) -> None:
    """The relay has nothing left to do."""
    await _post(delivery(mail_event("Delivery", notification_id=ID, delivery=arrival())))

    assert len(published) == 1
    assert await RedisOutbox().unpublished() == []


@pytest.mark.parametrize(
    "text",
    [
        "Successfully validated SNS topic for Amazon SES event publishing.",
        json.dumps(mail_event("Open", open={})),
    ],
)
async def test_what_reports_nothing_is_acknowledged(published: CapturedEvents, text: str) -> None:
    """204 without a body and no event, or else Amazon would send it again."""
    answer = await _post(delivery(text))

    assert (answer.status_code, answer.content) == (204, b"")
    assert published == []


async def test_a_subscription_confirms_itself(sns: FakeAmazon) -> None:
    """Terraform subscribes, and nobody has to open a link by hand."""
    sent = confirmation()

    answer = await _post(sent)

    assert (answer.status_code, answer.content) == (204, b"")
    assert sns.asked == [CERTIFICATE, sent["SubscribeURL"]]


async def test_a_confirmation_that_cannot_be_given_is_asked_for_again(sns: FakeAmazon) -> None:
    """503: Amazon asks again."""
    sns.is_away = True

    assert (await _post(confirmation())).status_code == 503


async def test_the_end_of_a_subscription_is_only_told(
    sns: FakeAmazon, published: CapturedEvents, caplog: pytest.LogCaptureFixture
) -> None:
    """Following its link would subscribe again, against the will of the person who ended it."""
    answer = await _post(confirmation(Type="UnsubscribeConfirmation"))

    assert answer.status_code == 204
    assert sns.asked == [CERTIFICATE]
    assert published == []
    assert "has ended" in caplog.text


@pytest.mark.parametrize(
    "message",
    [
        {**delivery("Hello"), "Message": "other"},
        delivery("Hello", TopicArn="arn:aws:sns:us-east-1:999999999999:theirs"),
        delivery("Hello", Timestamp=timestamp(utc_now() - timedelta(days=3))),
        delivery("Hello", SignatureVersion="9"),
    ],
    ids=["forged", "foreign", "old", "other version"],
)
async def test_what_is_not_proven_is_refused(
    published: CapturedEvents, message: dict[str, str]
) -> None:
    """403 with a problem type of its own, and nothing happens."""
    answer = await _post(message)

    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/callback-refused"
    assert answer.json()["detail"] != answer.json()["title"]
    assert published == []


@pytest.mark.parametrize(
    "field_and_address",
    [
        ("SigningCertURL", "http://169.254.169.254/latest/meta-data/iam/"),
        (
            "SigningCertURL",
            "https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem",
        ),
        ("SigningCertURL", "file:///etc/passwd"),
        ("SubscribeURL", "http://169.254.169.254/latest/meta-data/iam/"),
        (
            "SubscribeURL",
            "https://sns.us-east-1.amazonaws.com.evil.example/?Action=ConfirmSubscription",
        ),
        ("SubscribeURL", "file:///etc/passwd"),
    ],
)
async def test_a_hostile_address_is_not_asked(
    sns: FakeAmazon, field_and_address: tuple[str, str]
) -> None:
    """403, and no request is made to it."""
    field, address = field_and_address

    answer = await _post(confirmation(**{field: address}))

    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/callback-refused"
    assert address not in sns.asked


async def test_without_topics_every_message_is_refused() -> None:
    """Until topics are configured."""
    with CallbackSettings.override(lms_callback_topics=""):
        assert (await _post(delivery("Hello"))).status_code == 403


@pytest.mark.parametrize(("body", "status"), [(b"Hello", 400), (b"{}", 422), (b"[]", 422)])
async def test_what_is_no_delivery_is_refused(body: bytes, status: int) -> None:
    """No JSON, or another one."""
    assert (await _post(body)).status_code == status


async def test_the_content_type_does_not_matter(published: CapturedEvents) -> None:
    """SNS sends text/plain unless its subscription says otherwise."""
    message = delivery(mail_event("Delivery", notification_id=ID, delivery=arrival()))

    assert (await _post(message, **{"Content-Type": "application/json"})).status_code == 204
    assert (await _post(message, **{"Content-Type": ""})).status_code == 204
    assert len(published) == 2


async def test_a_flood_from_one_address_is_turned_away() -> None:
    """Beyond the rate set for SNS, 600 a minute, requests are not even read.

    The rest of the minute is taken from the limiter itself, which is quick on any machine. Ten
    times, because a request becomes free again every 100 milliseconds.
    """
    statuses: list[int] = []
    taken: list[int] = []
    async with client(receive_callback) as http:
        for _ in range(10):
            statuses.append((await http.post("/api/callbacks/sns", content=b"")).status_code)
            taken.append(await _take_the_rest())

    assert taken[0] >= 599
    assert statuses[0] == 400
    assert set(statuses) == {400, 429}


async def _take_the_rest() -> int:
    """Return how many requests the test's address still had."""
    for taken in itertools.count():
        try:
            await limit("receive_callback.address", "127.0.0.1", per_minute=600)
        except TooManyRequests:
            return taken
    raise AssertionError
