"""An Amazon SNS of the tests: it signs real messages, and its certificate is where it says."""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from lms_amazon import (
    CallbackRefused,
    CallbackSettings,
    Certificates,
    amazon,
    certificates,
)
from lms_kernel import Unavailable, new_id, utc_now

TOPIC = "arn:aws:sns:us-east-1:123456789012:learning-test-callbacks"
CERTIFICATE = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem"

PROVIDER_ID = "0100017c44f053b0-61b59c11-9236-11e6-8f96-7be8aexample-000000"

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@functools.cache
def signing_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return the private key of this test run; another one for each size."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def certificate(
    key: PrivateKey | None = None,
    *,
    begins: timedelta = timedelta(days=-1),
    ends: timedelta = timedelta(days=30),
) -> bytes:
    """Return a self-signed certificate in PEM, valid from and until the given distance to now."""
    key = key or signing_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = utc_now()
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
        .sign(key, SHA256())
    )
    return cert.public_bytes(Encoding.PEM)


class FakeAmazon:
    """Knows some addresses; ``asked`` lists all that were requested, ``is_away`` fails them all."""

    def __init__(self) -> None:
        """Know the certificate of this test run, and every confirmation."""
        self.known = {CERTIFICATE: certificate()}
        self.asked: list[str] = []
        self.is_away = False

    async def get(self, address: str) -> bytes:
        """Return what is there."""
        self.asked.append(address)
        if self.is_away:
            raise Unavailable("Amazon SNS cannot be reached.")
        if "?Action=ConfirmSubscription&" in address:
            return b"<ConfirmSubscriptionResponse/>"
        if address not in self.known:
            raise CallbackRefused("Amazon SNS answered 404 to the message's address.")
        return self.known[address]


@contextmanager
def fake_amazon() -> Iterator[FakeAmazon]:
    """Put an Amazon of the test alone into the ``with`` block; its topic is ours."""
    fake = FakeAmazon()
    with (
        amazon.override(fake),
        certificates.override(Certificates()),
        CallbackSettings.override(lms_callback_topics=TOPIC),
    ):
        yield fake


def delivery(published: Any = "", **changes: Any) -> dict[str, str]:
    """Return what SNS posts for a published message, signed; ``changes`` come before the signature.

    What is published is text, or else becomes JSON. A change to None takes the field away.
    """
    text = published if isinstance(published, str) else json.dumps(published)
    body = {
        "Type": "Notification",
        "MessageId": new_id(),
        "TopicArn": TOPIC,
        "Message": text,
        "Timestamp": timestamp(utc_now()),
        "SignatureVersion": "2",
        "SigningCertURL": CERTIFICATE,
        "UnsubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe",
        **changes,
    }
    return signed({name: value for name, value in body.items() if value is not None})


def confirmation(**changes: Any) -> dict[str, str]:
    """Return what SNS posts to ask whether a subscription is wanted."""
    token = "2336412f37fb687f5d51e6e241d09c805a5a57b30d712f794cc5f6a988666d92768dd60a"
    topic = changes.get("TopicArn", TOPIC)
    address = (
        "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription"
        f"&TopicArn={topic}&Token={token}"
    )
    fields = {
        "Type": "SubscriptionConfirmation",
        "Token": token,
        "SubscribeURL": address,
        "UnsubscribeURL": None,
        **changes,
    }
    return delivery("You have chosen to subscribe to the topic.", **fields)


def signed(body: dict[str, str], key: rsa.RSAPrivateKey | None = None) -> dict[str, str]:
    """Return the body with the signature of its SignatureVersion."""
    names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token"]
    text = "".join(
        f"{name}\n{body[name]}\n" for name in [*names, "TopicArn", "Type"] if name in body
    )
    digest = SHA1() if body["SignatureVersion"] == "1" else SHA256()  # noqa: S303 - as SNS does
    signature = (key or signing_key()).sign(text.encode(), padding.PKCS1v15(), digest)
    return {**body, "Signature": base64.b64encode(signature).decode()}


def timestamp(moment: datetime) -> str:
    """Return a moment as Amazon writes it: in UTC, with milliseconds."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def mail_event(kind: str, *, notification_id: str = "", by: str = "header", **fields: Any) -> Any:
    """Return what SES publishes about a mail, in the shape of its documentation.

    ``by`` decides how the notification can be known: our ``header``, the ``message_id`` that we
    gave the mail, or only the ``provider``'s own id. ``fields`` are those of the kind, under
    the name that SES gives it.
    """
    headers = [
        {"name": "From", "value": "Learning Platform <no-reply@example.org>"},
        {"name": "To", "value": "ana@example.org"},
    ]
    if by == "header":
        headers.append({"name": "X-Notification-Id", "value": notification_id})
    original = f"<{notification_id}@example.org>" if by == "message_id" else "<other@example.org>"
    return {
        "eventType": kind,
        "mail": {
            "timestamp": "2026-08-05T00:40:02.012Z",
            "source": "Learning Platform <no-reply@example.org>",
            "sendingAccountId": "123456789012",
            "messageId": PROVIDER_ID,
            "destination": ["ana@example.org"],
            "headersTruncated": False,
            "headers": headers,
            "commonHeaders": {
                "from": ["Learning Platform <no-reply@example.org>"],
                "to": ["ana@example.org"],
                "messageId": original,
                "subject": "Hello",
            },
            "tags": {"ses:configuration-set": ["learning-test"]},
        },
        **fields,
    }


def bounce(bounce_type: str = "Permanent", sub_type: str = "General") -> dict[str, Any]:
    """Return what SES says about a bounce."""
    recipient = {
        "emailAddress": "ana@example.org",
        "action": "failed",
        "status": "5.1.1",
        "diagnosticCode": "smtp; 550 5.1.1 <ana@example.org>: user unknown",
    }
    return {
        "bounceType": bounce_type,
        "bounceSubType": sub_type,
        "bouncedRecipients": [recipient],
        "timestamp": "2026-08-05T00:41:02.669Z",
        "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
        "reportingMTA": "dsn; mta.example.com",
    }


def arrival() -> dict[str, Any]:
    """Return what SES says about a delivery."""
    return {
        "timestamp": "2026-08-05T00:40:03.217Z",
        "processingTimeMillis": 1205,
        "recipients": ["ana@example.org"],
        "smtpResponse": "250 2.6.0 Message received",
        "reportingMTA": "mta.example.com",
    }


def complaint(**fields: Any) -> dict[str, Any]:
    """Return what SES says about a complaint."""
    return {
        "complainedRecipients": [{"emailAddress": "ana@example.org"}],
        "timestamp": "2026-08-06T00:41:02.669Z",
        "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
        "userAgent": "Amazon SES Mailbox Simulator",
        "complaintFeedbackType": "abuse",
        **fields,
    }
