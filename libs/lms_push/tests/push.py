"""Browsers that can read what is pushed to them, and a push service that believes nobody."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jose import jwt
from starlette.requests import Request
from starlette.responses import Response

from lms_kernel import Problem
from lms_push import Push, PushSettings, Subscription, pusher

HOST = "https://updates.push.services.mozilla.com"
HOSTS = (
    "fcm.googleapis.com,jmt17.google.com,*.push.services.mozilla.com,"
    "*.notify.windows.com,*.push.apple.com"
)
# RFC 8030, section 7.2: so much is taken by all of them. Sections 5.2 to 5.4 for the headers.
_LARGEST_BODY = 4096
_HEADERS = {
    "ttl": re.compile(r"[0-9]{1,9}"),
    "topic": re.compile(r"[A-Za-z0-9_-]{1,32}"),
    "urgency": re.compile(r"very-low|low|normal|high"),
}
_SALT, _KEY_LENGTH_AT, _KEY_AT = slice(0, 16), 20, 21


def new_vapid_key() -> str:
    """Return a fresh private key as LMS_VAPID_KEY has it."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _text(number.to_bytes(32, "big"))


@contextmanager
def push_settings(**changes: Any) -> Iterator[PushSettings]:
    """Use a key of the tests, and ``changes``, in the ``with`` block."""
    values = {
        "lms_vapid_key": new_vapid_key(),
        "lms_vapid_subject": "mailto:operations@learning.example.org",
        "lms_push_hosts": HOSTS,
        **changes,
    }
    with PushSettings.override(**values) as settings:
        yield settings


class Browser:
    """One browser with its keys; ``read`` is what its service worker would see."""

    def __init__(self, path: str = "/wpush/v2/ana", host: str = HOST) -> None:
        """Subscribe."""
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)
        self.endpoint = f"{host}{path}"

    @property
    def subscription(self) -> Subscription:
        """Return what the browser tells us."""
        return Subscription(
            endpoint=self.endpoint, p256dh=_text(self._public), auth=_text(self._auth)
        )

    @property
    def as_json(self) -> dict[str, object]:
        """Return the same as ``PushSubscription.toJSON()`` has it."""
        own = self.subscription
        return {
            "endpoint": own.endpoint,
            "expirationTime": None,
            "keys": {"p256dh": own.p256dh, "auth": own.auth},
        }

    def read(self, body: bytes) -> dict[str, Any]:
        """Decrypt a message (RFC 8291, and RFC 8188 for the coding)."""
        salt, length = body[_SALT], body[_KEY_LENGTH_AT]
        sender, sealed = body[_KEY_AT : _KEY_AT + length], body[_KEY_AT + length :]
        shared = self._key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        info = b"WebPush: info\0" + self._public + sender
        secret = _derived(shared, self._auth, info, 32)
        key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert plain.endswith(b"\2"), "the last record ends in its delimiter"
        read: dict[str, Any] = msgspec.json.decode(plain[:-1])
        return read

    @property
    def _public(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


class Received(msgspec.Struct, frozen=True):
    """One message that a push service took: for which path, and how it is to be kept."""

    path: str
    headers: dict[str, str]
    body: bytes
    claims: dict[str, Any]


class PushService:
    """A push service as an ASGI application; it takes only what is signed (RFC 8292).

    ``answers`` gives some paths another answer than 201.
    """

    def __init__(self, audience: str = HOST) -> None:
        """Begin with nothing received."""
        self.audience = audience
        self.received: list[Received] = []
        self.answers: dict[str, Response] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Return one request."""
        request = Request(scope, receive)
        assert request.method == "POST"
        path = request.url.path
        claims = self._verified(request.headers["authorization"])
        body = await request.body()
        answer = self.answers.get(path) or _refusal(request.headers, body)
        if answer is None:
            self.received.append(Received(path, dict(request.headers), body, claims))
            answer = Response(status_code=201, headers={"location": f"{self.audience}/m/1"})
        await answer(scope, receive, send)

    def _verified(self, authorization: str) -> dict[str, Any]:
        scheme, _, parameters = authorization.partition(" ")
        assert scheme == "vapid"
        given = dict(each.strip().split("=", 1) for each in parameters.split(","))
        raw = base64.urlsafe_b64decode(given["k"] + "=" * (-len(given["k"]) % 4))
        key = {"kty": "EC", "crv": "P-256", "x": _text(raw[1:33]), "y": _text(raw[33:])}
        claims: dict[str, Any] = jwt.decode(
            given["t"], key, algorithms=["ES256"], audience=self.audience
        )
        return {**claims, "k": given["k"]}


def _refusal(headers: Mapping[str, str], body: bytes) -> Response | None:
    """Return what a push service answers to a request that it would not take (RFC 8030, 8188)."""
    if headers.get("content-encoding") != "aes128gcm":
        return Response("Content-Encoding", 415)
    if not 0 < len(body) <= _LARGEST_BODY:
        return Response("The body", 413)
    for name, form in _HEADERS.items():
        if form.fullmatch(headers.get(name, "")) is None:
            return Response(name, 400)
    return None


class FakePusher:
    """Keeps what it is given; an endpoint in ``fails_with`` raises instead."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self.sent: list[tuple[Subscription, Push]] = []
        self.fails_with: dict[str, Problem] = {}

    async def send(self, subscription: Subscription, push: Push) -> str:
        """Keep the message, or fail as told."""
        if subscription.endpoint in self.fails_with:
            raise self.fails_with[subscription.endpoint]
        self.sent.append((subscription, push))
        return "The push service answered 201"


@contextmanager
def fake_pusher() -> Iterator[FakePusher]:
    """Put fake push services into the ``with`` block."""
    fake = FakePusher()
    with pusher.override(fake):
        yield fake


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
