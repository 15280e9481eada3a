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

from lms_callbacks import (
    CallbackRefused,
    CallbackSettings,
    Certificates,
    amazon,
    certificates,
)
from lms_kernel import Unavailable, new_id, utc_now

TOPIC = "arn:aws:sns:us-east-1:123456789012:learning-test-callbacks"
CERTIFICATE = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem"


PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@functools.cache
def signing_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """Answer the private key of this test run; another one for each size."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def certificate(
    key: PrivateKey | None = None,
    *,
    begins: timedelta = timedelta(days=-1),
    ends: timedelta = timedelta(days=30),
) -> bytes:
    """Answer a self-signed certificate in PEM, valid from and until the given distance to now."""
    key = key or signing_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = utc_now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
        .sign(key, SHA256())
    )
    return made.public_bytes(Encoding.PEM)


class FakeAmazon:
    """Answers the addresses that it knows; ``asked`` lists all, ``is_away`` answers none."""

    def __init__(self) -> None:
        """Know the certificate of this test run, and every confirmation."""
        self.known = {CERTIFICATE: certificate()}
        self.asked: list[str] = []
        self.is_away = False

    async def get(self, address: str) -> bytes:
        """Answer what is there."""
        self.asked.append(address)
        if self.is_away:
            raise Unavailable("Amazon SNS cannot be reached.")
        if "?Action=ConfirmSubscription&" in address:
            return b"<ConfirmSubscriptionResponse/>"
        if address not in self.known:
            raise CallbackRefused("Amazon SNS answered 404 to the message's address.")
        return self.known[address]

    async def close(self) -> None:
        """Nothing was opened."""


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
    """Answer what SNS posts for a published message, signed; ``changes`` come before the signature.

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
    """Answer what SNS posts to ask whether a subscription is wanted."""
    token = "2336412f37fb687f5d51e6e241d09c805a5a57b30d712f794cc5f6a988666d92768dd60a"
    topic = changes.get("TopicArn", TOPIC)
    address = (
        "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription"
        f"&TopicArn={topic}&Token={token}"
    )
    said = {
        "Type": "SubscriptionConfirmation",
        "Token": token,
        "SubscribeURL": address,
        "UnsubscribeURL": None,
        **changes,
    }
    return delivery("You have chosen to subscribe to the topic.", **said)


def signed(body: dict[str, str], key: rsa.RSAPrivateKey | None = None) -> dict[str, str]:
    """Answer the body with the signature of its SignatureVersion."""
    names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token"]
    text = "".join(
        f"{name}\n{body[name]}\n" for name in [*names, "TopicArn", "Type"] if name in body
    )
    digest = SHA1() if body["SignatureVersion"] == "1" else SHA256()  # noqa: S303 - as SNS does
    signature = (key or signing_key()).sign(text.encode(), padding.PKCS1v15(), digest)
    return {**body, "Signature": base64.b64encode(signature).decode()}


def timestamp(moment: datetime) -> str:
    """Answer a moment as Amazon writes it: in UTC, with milliseconds."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
