"""Access tokens: what is believed and what is not."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import pytest

from lms_access import AccessSettings, InvalidToken, Session, _tokens, read_access_token
from lms_access.signing import SigningSettings, sign_access_token
from lms_testing.access import forge, new_key, public_half, signing_key


def _session() -> Session:
    return Session(id="sid", user_id="ana", role="student")


def _segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _unsigned() -> str:
    _, claims, _ = forge(signing_key()).split(".")
    return f"{_segment({'alg': 'none', 'kid': 'test-key', 'typ': 'JWT'})}.{claims}."


def _altered() -> str:
    header, _, signature = forge(signing_key()).split(".")
    _, stronger, _ = forge(signing_key(), role="admin").split(".")
    return f"{header}.{stronger}.{signature}"


def _without(claim: str) -> str:
    return forge(signing_key(), without=claim)


def _signed_with_the_public_key_as_a_secret() -> str:
    """The classic confusion: HS256 with what everybody can read."""
    return forge(public_half(signing_key()), algorithm="HS256")


HOSTILE: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "not a token": lambda: "abc",
    "two segments": lambda: "a.b",
    "header of nested brackets": lambda: (
        f"{base64.urlsafe_b64encode(b'[' * 3000).decode().rstrip('=')}.e30.x"
    ),
    "header that is a list": lambda: f"{_segment([])}.e30.x",
    "key id that is a list": lambda: forge(signing_key(), header={"kid": ["test-key"]}),
    "key id of nobody": lambda: forge(signing_key(), header={"kid": "other"}),
    "no key id": lambda: f"{_segment({'alg': 'ES256'})}.e30.x",
    "unknown critical extension": lambda: forge(signing_key(), header={"crit": ["exp"]}),
    "key offered in the header": lambda: forge(signing_key(), header={"jwk": signing_key()}),
    "alg none": _unsigned,
    "alg HS256 with the public key": _signed_with_the_public_key_as_a_secret,
    "alg that is a list": lambda: f"{_segment({'alg': ['ES256'], 'kid': 'test-key'})}.e30.x",
    "foreign key under our key id": lambda: forge(new_key("test-key")),
    "altered claims": _altered,
    "expired": lambda: forge(signing_key(), exp=int(time.time()) - 3),
    "not valid yet": lambda: forge(signing_key(), nbf=int(time.time()) + 60),
    "issued in the future": lambda: forge(signing_key(), iat=int(time.time()) + 60),
    "foreign issuer": lambda: forge(signing_key(), iss="https://evil.example"),
    "foreign audience": lambda: forge(signing_key(), aud="another-api"),
    "role that is a list": lambda: forge(signing_key(), role=["admin"]),
    "subject that is a number": lambda: forge(signing_key(), sub=1),
    **{
        f"without {claim}": partial(_without, claim)
        for claim in ("iss", "aud", "sub", "sid", "role", "iat", "exp", "jti")
    },
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_token_that_is_not_ours_and_valid_is_refused(case: str) -> None:
    """All get the same answer: a forger learns nothing from it."""
    with pytest.raises(InvalidToken) as refusal:
        read_access_token(HOSTILE[case]())
    assert refusal.value.slug == "unauthenticated"
    assert 'error="invalid_token"' in refusal.value.headers["WWW-Authenticate"]
    assert "Sign in again" in refusal.value.detail


def test_a_signed_token_names_session_user_and_role() -> None:
    """Fifteen minutes, from us, for us, each with an id of its own."""
    first, second = (read_access_token(sign_access_token(_session())) for _ in range(2))
    assert (first.sid, first.sub, first.role) == ("sid", "ana", "student")
    assert first.exp - first.iat == 900
    assert first.jti != second.jti


def test_keys_are_rotated_without_signing_anybody_out() -> None:
    """While both public keys are known, tokens of the old and of the new key are good."""
    new = new_key("next-key")
    old_token = sign_access_token(_session())
    with AccessSettings.override(lms_public_keys=public_half(signing_key(), new)):
        with SigningSettings.override(lms_signing_key=msgspec.json.encode(new).decode()):
            new_token = sign_access_token(_session())
        assert read_access_token(old_token).sid == read_access_token(new_token).sid
    with AccessSettings.override(lms_public_keys=public_half(new)):
        assert read_access_token(new_token).sub == "ana"
        with pytest.raises(InvalidToken):
            read_access_token(old_token)


def test_a_signature_is_checked_once_and_times_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token that comes again is not verified again until it expires or its key is withdrawn."""
    checks: list[str] = []
    verified = _tokens.verified

    def counted(token: str, *rest: Any) -> dict[str, Any]:
        checks.append(token)
        return verified(token, *rest)

    monkeypatch.setattr(_tokens, "verified", counted)
    token = sign_access_token(_session())
    assert read_access_token(token) == read_access_token(token)
    assert len(checks) == 1
    with (
        AccessSettings.override(lms_public_keys=public_half(new_key("test-key"))),
        pytest.raises(InvalidToken),
    ):
        read_access_token(token)
    later = time.time() + 903
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(InvalidToken):
        read_access_token(token)


def test_a_refusal_is_not_remembered_as_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """A forged token is checked each time, and what is remembered is bounded."""
    monkeypatch.setattr(_tokens, "_MOST_VERIFIED", 2)
    remembered: dict[object, object] = {}
    monkeypatch.setattr(_tokens, "_verified_claims", remembered)
    for _ in range(2):
        with pytest.raises(InvalidToken):
            read_access_token(_altered())
    assert remembered == {}
    for _ in range(5):
        read_access_token(sign_access_token(_session()))
    assert len(remembered) == 2


@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        "{}",
        '{"keys": []}',
        '{"keys": [{"kid": "a", "kty": "RSA", "n": "AQAB", "e": "AQAB"}]}',
        '{"keys": [{"kid": "a", "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}',
        public_half(signing_key(), signing_key()),
        msgspec.json.encode({"keys": [signing_key()]}).decode(),
    ],
    ids=["text", "no set", "empty", "RSA", "no point", "twice", "private"],
)
def test_a_key_set_that_cannot_serve_stops_the_start(text: str) -> None:
    """It is the operator who hears of it, not every caller."""
    with (
        pytest.raises(ValueError, match="LMS_PUBLIC_KEYS"),
        AccessSettings.override(lms_public_keys=text),
    ):
        pass


@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        msgspec.json.encode({k: v for k, v in signing_key().items() if k != "d"}).decode(),
        msgspec.json.encode(new_key("test-key")).decode(),
    ],
    ids=["text", "public", "not in the set"],
)
def test_a_signing_key_that_nobody_could_verify_stops_the_start(text: str) -> None:
    """Its public half must be in LMS_PUBLIC_KEYS."""
    with (
        pytest.raises(ValueError, match=r"LMS_SIGNING_KEY|LMS_PUBLIC_KEYS"),
        SigningSettings.override(lms_signing_key=text),
    ):
        pass
