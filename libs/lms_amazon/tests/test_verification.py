"""Who may tell us something, and where we go to find out."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.hashes import SHA256

from libs.lms_amazon.tests.amazon import (
    CERTIFICATE,
    TOPIC,
    FakeAmazon,
    certificate,
    confirmation,
    delivery,
    fake_amazon,
    signed,
    signing_key,
    timestamp,
)
from lms_amazon import CallbackRefused, CallbackSettings, confirm, verified
from lms_kernel import BadRequest, Invalid, Unavailable, utc_now
from lms_settings import Settings, SettingsError


@pytest.fixture(autouse=True)
def sns() -> Iterator[FakeAmazon]:
    """Return a stand-in for Amazon SNS, for this test only."""
    with fake_amazon() as fake:
        yield fake


def _body(message: dict[str, Any]) -> bytes:
    return json.dumps(message).encode()


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("subject", [None, "Amazon SES Email Event Notification"])
async def test_a_signed_message_of_our_topic_is_taken(version: str, subject: str | None) -> None:
    """By either version of signatures, with and without a subject."""
    sent = delivery("Ünïcode\nin two lines", SignatureVersion=version, Subject=subject)

    message = await verified(_body(sent))

    assert (message.message_id, message.message) == (sent["MessageId"], "Ünïcode\nin two lines")
    assert message.topic_arn == TOPIC


async def test_the_signed_text_is_spelled_as_amazon_documents_it() -> None:
    """Written out here, so that a slip that the tests' own signer shares is seen."""
    body = {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Subject": "My First Message",
        "Message": "Hello world!",
        "Timestamp": timestamp(utc_now()),
        "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE,
    }
    text = (
        "Message\nHello world!\n"
        "MessageId\n22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\n"
        "Subject\nMy First Message\n"
        f"Timestamp\n{body['Timestamp']}\n"
        f"TopicArn\n{TOPIC}\n"
        "Type\nNotification\n"
    )
    signature = signing_key().sign(text.encode(), padding.PKCS1v15(), SHA256())

    message = await verified(_body({**body, "Signature": base64.b64encode(signature).decode()}))

    assert message.signed_text().decode() == text


@pytest.mark.parametrize("kind", ["SubscriptionConfirmation", "UnsubscribeConfirmation"])
async def test_a_confirmation_signs_its_token_and_address(kind: str) -> None:
    """Fields in the documented order; another token, or address, no longer fits."""
    sent = confirmation(Type=kind)
    text = (await verified(_body(sent))).signed_text().decode()

    assert text.splitlines()[::2] == [
        "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"
    ]  # fmt: skip
    for field in ("Token", "SubscribeURL"):
        with pytest.raises(CallbackRefused, match="does not match"):
            await verified(_body({**sent, field: sent[field] + "0"}))


@pytest.mark.parametrize("field", ["Message", "MessageId", "Subject", "Timestamp", "Signature"])
async def test_what_was_changed_on_the_way_is_refused(field: str) -> None:
    """Every field that the signature is about."""
    sent = delivery("Hello", Subject="Hello")
    changed = {
        "Timestamp": timestamp(utc_now() - timedelta(hours=1)),
        "Signature": base64.b64encode(b"x" * 256).decode(),
    }

    with pytest.raises(CallbackRefused, match="does not match"):
        await verified(_body({**sent, field: changed.get(field, "other")}))


async def test_a_subject_put_in_afterwards_is_refused() -> None:
    """It would be part of what is signed."""
    with pytest.raises(CallbackRefused, match="does not match"):
        await verified(_body({**delivery("Hello"), "Subject": "Hello"}))


async def test_another_key_is_refused() -> None:
    """A signature by somebody else, next to the address of the right certificate."""
    forged = signed(delivery("Hello"), signing_key(3072))

    with pytest.raises(CallbackRefused, match="does not match"):
        await verified(_body(forged))


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/SimpleNotificationService-01.pem",
        "http://sns.us-east-1.amazonaws.com/SimpleNotificationService-01.pem",
        "file:///etc/ssl/certs/SimpleNotificationService-01.pem",
        "https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-01.pem",
        "https://evil.example/sns.us-east-1.amazonaws.com/SimpleNotificationService-01.pem",
        "https://sns.us-east-1.amazonaws.com@evil.example/SimpleNotificationService-01.pem",
        "https://user:word@sns.us-east-1.amazonaws.com/SimpleNotificationService-01.pem",
        "https://sns.us-east-1.amazonaws.com:8443/SimpleNotificationService-01.pem",
        "https://sns.us-east-1.amazonaws.com:443/SimpleNotificationService-01.pem",
        "https://sns.evil.us-east-1.amazonaws.com/SimpleNotificationService-01.pem",
        "https://bucket.s3.amazonaws.com/SimpleNotificationService-01.pem",
        "https://snsXus-east-1.amazonaws.com/SimpleNotificationService-01.pem",
        "https://sns.us-east-1.amazonaws.com/other/SimpleNotificationService-01.pem",
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-01.pem/../x",
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-01.pem?x=.pem",
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-01.pem#x",
        "https://sns.us-east-1.amazonaws.com\\@evil.example/SimpleNotificationService-01.pem",
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-01.pem\n",
        "//sns.us-east-1.amazonaws.com/SimpleNotificationService-01.pem",
        "",
    ],
)
async def test_a_certificate_elsewhere_is_not_fetched(sns: FakeAmazon, address: str) -> None:
    """However much the address looks like Amazon's, and though the signature would fit."""
    sns.known[address] = certificate()

    with pytest.raises(CallbackRefused, match="SigningCertURL"):
        await verified(_body(delivery("Hello", SigningCertURL=address)))
    assert sns.asked == []


@pytest.mark.parametrize(
    "host", ["sns.cn-north-1.amazonaws.com.cn", "sns.us-gov-west-1.amazonaws.com"]
)
async def test_every_region_signs_by_its_own_certificate(sns: FakeAmazon, host: str) -> None:
    """China's has an ending of its own."""
    address = f"https://{host}/SimpleNotificationService-01.pem"
    sns.known[address] = certificate()

    await verified(_body(delivery("Hello", SigningCertURL=address)))

    assert sns.asked == [address]


@pytest.mark.parametrize("topics", ["", "arn:aws:sns:us-east-1:123456789012:other"])
async def test_a_topic_that_is_not_listed_is_refused(sns: FakeAmazon, topics: str) -> None:
    """Anybody can have a topic at Amazon; an empty list refuses them all."""
    with (
        CallbackSettings.override(lms_callback_topics=topics),
        pytest.raises(CallbackRefused, match="topic"),
    ):
        await verified(_body(delivery("Hello")))
    assert sns.asked == []


async def test_several_topics_may_be_listed() -> None:
    """With commas between them, and spaces as people write them."""
    other = "arn:aws:sns:eu-west-1:123456789012:texts"
    with CallbackSettings.override(lms_callback_topics=f"{other} , {TOPIC}"):
        await verified(_body(delivery("Hello")))
        await verified(_body(delivery("Hello", TopicArn=other)))


def test_a_list_that_is_none_is_refused_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelled list would silently refuse every report."""
    monkeypatch.setattr(Settings, "_kept", {})
    monkeypatch.setenv("LMS_CALLBACK_TOPICS", "learning-prod-callbacks")
    with pytest.raises(SettingsError, match="LMS_CALLBACK_TOPICS: must be ARNs"):
        CallbackSettings.current()


@pytest.mark.parametrize(
    ("age", "is_taken"),
    [
        (timedelta(hours=2), True),
        (timedelta(hours=23), True),
        (timedelta(hours=25), False),
        (timedelta(days=400), False),
        (timedelta(minutes=-5), True),
        (timedelta(hours=-1), False),
    ],
)
async def test_an_old_message_is_refused(age: timedelta, *, is_taken: bool) -> None:
    """Longer than SNS tries, and short enough that nobody saves them up."""
    body = _body(delivery("Hello", Timestamp=timestamp(utc_now() - age)))

    if is_taken:
        await verified(body)
    else:
        with pytest.raises(CallbackRefused, match="Timestamp"):
            await verified(body)


@pytest.mark.parametrize("text", ["yesterday", "2026-01-01", "2026-01-01T00:00:00", ""])
async def test_a_time_that_is_none_is_refused(text: str) -> None:
    """Without a zone it could be any of a day's hours."""
    with pytest.raises(CallbackRefused, match="Timestamp"):
        await verified(_body(delivery("Hello", Timestamp=text)))


@pytest.mark.parametrize("version", ["", "0", "3", "2 "])
async def test_another_kind_of_signature_is_refused(version: str) -> None:
    """What it would mean nobody has told us."""
    with pytest.raises(CallbackRefused, match="SignatureVersion"):
        await verified(_body(delivery("Hello", SignatureVersion=version)))


@pytest.mark.parametrize("signature", ["", "?", "not base64!"])
async def test_a_signature_that_is_none_is_refused(signature: str) -> None:
    """Empty, or no base64 at all."""
    with pytest.raises(CallbackRefused, match="Signature"):
        await verified(_body({**delivery("Hello"), "Signature": signature}))


@pytest.mark.parametrize("body", [b"", b"Hello", b"{", b"\xff", b"[" * 100_000])
async def test_what_is_no_json_is_refused(body: bytes) -> None:
    """A delivery in raw format has no signature either."""
    with pytest.raises(BadRequest):
        await verified(body)


@pytest.mark.parametrize("field", ["Type", "MessageId", "TopicArn", "Message", "Signature"])
async def test_what_is_no_message_of_sns_is_refused_by_field(field: str) -> None:
    """Another JSON, or a field of another kind."""
    sent: dict[str, Any] = delivery("Hello")
    for body in ({**sent, field: 7}, {key: sent[key] for key in sent if key != field}):
        with pytest.raises(Invalid) as refused:
            await verified(_body(body))
        assert [each.field for each in refused.value.errors] == [field]


async def test_a_certificate_is_fetched_once(sns: FakeAmazon) -> None:
    """Also when many messages come at the same time."""
    bodies = [_body(delivery(f"Hello {number}")) for number in range(20)]

    await asyncio.gather(*(verified(body) for body in bodies))

    assert sns.asked == [CERTIFICATE]


async def test_few_certificates_are_kept(sns: FakeAmazon) -> None:
    """Those of made-up addresses push nothing out of memory but one another."""
    addresses = [
        f"https://sns.us-east-1.amazonaws.com/SimpleNotificationService-{number}.pem"
        for number in range(20)
    ]
    sns.known |= dict.fromkeys(addresses, certificate())

    for address in (*addresses, addresses[-1], addresses[0]):
        await verified(_body(delivery("Hello", SigningCertURL=address)))

    assert sns.asked == [*addresses, addresses[0]]


@pytest.mark.parametrize(
    "pem",
    [
        certificate(begins=timedelta(days=-30), ends=timedelta(hours=-1)),
        certificate(begins=timedelta(hours=1)),
        certificate(ec.generate_private_key(ec.SECP256R1())),
        certificate(signing_key(1024)),
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        b"<html>",
        b"",
    ],
    ids=["expired", "not yet", "no RSA", "short", "broken", "no certificate", "empty"],
)
async def test_a_certificate_that_is_not_good_is_refused(sns: FakeAmazon, pem: bytes) -> None:
    """Outside its dates, by another kind of key, or not to be read at all."""
    sns.known[CERTIFICATE] = pem

    with pytest.raises(CallbackRefused, match="certificate"):
        await verified(_body(delivery("Hello")))


async def test_a_kept_certificate_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that lives for long looks at the dates each time."""
    await verified(_body(delivery("Hello")))
    later = utc_now() + timedelta(days=31)
    monkeypatch.setattr("lms_amazon._certificates.utc_now", lambda: later)

    with pytest.raises(CallbackRefused, match="not currently valid"):
        await verified(_body(delivery("Hello")))


async def test_an_address_without_a_certificate_is_refused(sns: FakeAmazon) -> None:
    """Amazon knows none there."""
    sns.known.clear()

    with pytest.raises(CallbackRefused, match="404"):
        await verified(_body(delivery("Hello")))


async def test_while_amazon_is_away_nothing_is_decided(sns: FakeAmazon) -> None:
    """SNS sends it again; then the certificate can be had."""
    body = _body(delivery("Hello"))
    sns.is_away = True
    with pytest.raises(Unavailable):
        await verified(body)

    sns.is_away = False
    await verified(body)


async def test_a_subscription_is_confirmed_where_sns_says(sns: FakeAmazon) -> None:
    """So that nobody has to do it by hand."""
    sent = confirmation()

    await confirm(await verified(_body(sent)))

    assert sns.asked == [CERTIFICATE, sent["SubscribeURL"]]


_CONFIRMS = f"?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=1"


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "http://169.254.169.254/latest/meta-data/",
        f"http://sns.us-east-1.amazonaws.com/{_CONFIRMS}",
        f"https://sns.us-east-1.amazonaws.com.evil.example/{_CONFIRMS}",
        f"https://sns.us-east-1.amazonaws.com@evil.example/{_CONFIRMS}",
        f"https://sns.us-east-1.amazonaws.com:8443/{_CONFIRMS}",
        f"https://sns.eu-west-1.amazonaws.com/{_CONFIRMS}",
        f"https://sns.us-east-1.amazonaws.com/path{_CONFIRMS}",
        f"https://sns.us-east-1.amazonaws.com/{_CONFIRMS}&Action=DeleteTopic",
        f"https://sns.us-east-1.amazonaws.com/{_CONFIRMS}2",
        f"https://sns.us-east-1.amazonaws.com/?Action=DeleteTopic&TopicArn={TOPIC}&Token=1",
        "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=x&Token=1",
        f"file:///{_CONFIRMS}",
    ],
)
async def test_no_other_address_is_asked(sns: FakeAmazon, address: str | None) -> None:
    """Though it is signed: the one thing that is asked for is this topic's subscription."""
    message = await verified(_body(confirmation(SubscribeURL=address, Token="1")))

    with pytest.raises(CallbackRefused, match="SubscribeURL"):
        await confirm(message)
    assert sns.asked == [CERTIFICATE]
