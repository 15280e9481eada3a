"""Signed-in people: real tokens by a key of the tests, real sessions in the fake Redis."""

from __future__ import annotations

import base64
import functools
import time
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jwt

from lms_access import AccessSettings, Session, sessions
from lms_access.signing import SigningSettings, sign_access_token
from lms_kernel import Actor, new_id
from lms_redis import redis
from lms_signatures import LinkKeySettings

ISSUER = "learning-platform"
AUDIENCE = "learning-platform-api"
LINK_KEY = "a-key-of-the-tests-that-signs-links-and-nothing-else"
_LIFETIME_SECONDS = 3600


def new_key(kid: str) -> dict[str, str]:
    """Return a fresh private key for ES256 as a JSON Web Key."""
    numbers = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    public = numbers.public_numbers
    return {
        "kid": kid,
        "kty": "EC",
        "crv": "P-256",
        "alg": "ES256",
        "use": "sig",
        "x": _base64(public.x),
        "y": _base64(public.y),
        "d": _base64(numbers.private_value),
    }


def public_half(*keys: dict[str, str]) -> str:
    """Return the key set, as JSON, that verifies what these keys sign."""
    public = [{name: key[name] for name in key if name != "d"} for key in keys]
    return msgspec.json.encode({"keys": public}).decode()


def _base64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


@functools.cache
def signing_key() -> dict[str, str]:
    """Return the private key of this test run."""
    return new_key("test-key")


@pytest.fixture(autouse=True)
def _keys() -> Iterator[None]:
    """Let every function verify and sign with the tests' own keys: tokens, and links in mails."""
    with (
        AccessSettings.override(
            lms_public_keys=public_half(signing_key()),
            lms_token_issuer=ISSUER,
            lms_token_audience=AUDIENCE,
        ),
        SigningSettings.override(lms_signing_key=msgspec.json.encode(signing_key()).decode()),
        LinkKeySettings.override(lms_link_keys=LINK_KEY),
    ):
        yield


@contextmanager
def redis_away() -> Iterator[None]:
    """Put a Redis that cannot be reached into the ``with`` block."""
    from fakeredis import FakeAsyncRedis

    with redis.override(FakeAsyncRedis(connected=False)):
        yield


async def bearer(person: Actor) -> str:
    """Return the Authorization header of a person, whose session is opened on first use.

    A session that the test has ended stays ended.
    """
    session = Session(
        id=person.session_id or new_id(),
        user_id=person.id,
        role=person.role,
        scopes=person.scopes,
        version=1,
    )
    if await redis().set(f"test-session:{session.id}", "opened", nx=True):
        await sessions().keep(session, _LIFETIME_SECONDS)
    return f"Bearer {sign_access_token(session)}"


def forge(
    key: dict[str, str] | str,
    *,
    algorithm: str = "ES256",
    header: dict[str, object] | None = None,
    without: str = "",
    **claims: object,
) -> str:
    """Return a token that differs from a valid one in what is given; for tests of refusals."""
    now = int(time.time())
    good: dict[str, object] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": new_id(),
        "sid": new_id(),
        "role": "student",
        "iat": now,
        "exp": now + 900,
        "jti": new_id(),
        **claims,
    }
    good.pop(without, None)
    kid = key["kid"] if isinstance(key, dict) else "test-key"
    signed: str = jwt.encode(good, key, algorithm=algorithm, headers={"kid": kid, **(header or {})})
    return signed
