"""Credentials, verified by a library that shares no code with the one that signs them."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from jwt import PyJWK
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from lms_access import InvalidToken, public_keys, read_access_token
from lms_badges import LIST_SIZE, badge_of, status_list
from lms_certificates import Certificate
from lms_links import LinkSettings
from lms_site import words_of
from lms_testing.access import new_key, public_half

NOON = datetime(2026, 11, 28, 12, 0, 0, 123456, tzinfo=UTC)
SITE = "https://learn.example.org"
ANA = Certificate(
    id="01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e6f",
    name="Ana Lima",
    course_id="01939f6e-7c2b-7a54-9d0e-3f1b2c4d5e60",
    course_title="Practical SQL",
    teacher="Olga Petrova",
    completed_at=NOON,
    issued_at=NOON,
)
INDEX = LIST_SIZE + 77


@pytest.fixture(autouse=True)
def _site() -> Iterator[None]:
    with LinkSettings.override(lms_public_url=SITE):
        yield


def _pem(key: dict[str, Any] | None = None) -> bytes:
    """Return a key of the published set, as PEM."""
    found = key or msgspec.to_builtins(public_keys())["keys"][0]
    public: Any = PyJWK(found).key
    pem: bytes = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem


def _part(token: bytes, number: int) -> dict[str, Any]:
    text = token.decode().split(".")[number]
    part: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return part


def test_an_independent_verifier_accepts_a_credential() -> None:
    """With the published key, and reads from it who achieved what."""
    verified = OB3Verifier(_pem()).verify(badge_of(ANA, INDEX).decode())

    assert verified.issuer.id == f"{SITE}/"
    assert verified.issuer.name == words_of("en").t("site.name")
    assert verified.achievement.name == "Practical SQL"
    assert verified.achievement.criteria_narrative
    assert [each.identity_hash for each in verified.identifiers] == ["Ana Lima"]
    assert verified.issuance_date == NOON.replace(microsecond=0)


def test_the_header_names_the_key_and_holds_its_public_half() -> None:
    """Open Badges 3.0, section 8.2.3: these members, and never the private one."""
    header = _part(badge_of(ANA, INDEX), 0)

    key = msgspec.to_builtins(public_keys())["keys"][0]
    assert header == {
        "alg": "ES256",
        "typ": "JWT",
        "kid": f"{SITE}/.well-known/jwks.json#{key['kid']}",
        "jwk": key,
    }


def test_a_credential_has_what_the_standard_requires() -> None:
    """Open Badges 3.0, appendix B.1: each with its multiplicity of 1 or more."""
    badge = _part(badge_of(ANA, INDEX), 1)

    assert badge["@context"][:2] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(badge["type"])
    assert {"id", "name", "issuer", "validFrom", "credentialSubject"} <= set(badge)
    assert {"id", "type", "name"} <= set(badge["issuer"])
    subject = badge["credentialSubject"]
    assert {"id", "type", "achievement"} <= set(subject)
    assert set(subject["identifier"][0]) == {"type", "hashed", "identityHash", "identityType"}
    assert {"id", "type", "name", "description", "criteria"} <= set(subject["achievement"])
    for each in ("credentialStatus", "refreshService"):
        assert {"id", "type"} <= set(badge[each])
    # Section 8.2.4.1: the registered claims repeat the credential.
    assert (badge["iss"], badge["jti"]) == (badge["issuer"]["id"], badge["id"])
    assert badge["sub"] == subject["id"]
    assert badge["nbf"] == datetime.fromisoformat(badge["validFrom"]).timestamp()


def test_a_credential_says_no_more_of_the_learner_than_the_certificate() -> None:
    """Neither the account nor an address, which would outlive both in every copy."""
    text = json.dumps(_part(badge_of(ANA, INDEX), 1))
    assert "@example" not in text.replace(SITE, "")
    assert "user" not in text.lower()


@pytest.mark.parametrize("name", ["فاطمة", '"}{', "Ana\u2028", "<script>", "王小明", "A" * 100])
def test_whatever_the_name_is_it_arrives(name: str) -> None:
    """As text, in JSON."""
    token = badge_of(msgspec.structs.replace(ANA, name=name, course_title=name), INDEX)
    verified = OB3Verifier(_pem()).verify(token.decode())
    assert [each.identity_hash for each in verified.identifiers] == [name]
    assert verified.achievement.name == name


def test_a_changed_credential_is_refused() -> None:
    """Another name, another key."""
    head, body, seal = badge_of(ANA, INDEX).decode().split(".")
    claims = _part(f"{head}.{body}.".encode(), 1)
    claims["name"] = "Advanced SQL"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    with pytest.raises(OB3VerificationError, match="signature"):
        OB3Verifier(_pem()).verify(f"{head}.{forged}.{seal}")
    (other,) = json.loads(public_half(new_key("other")))["keys"]
    with pytest.raises(OB3VerificationError, match="signature"):
        OB3Verifier(_pem(other)).verify(f"{head}.{body}.{seal}")


def _verify(revoked: list[int], asked: list[str]) -> None:
    """Verify as a backpack does, which fetches the list that the credential names."""

    def download(address: str) -> bytes:
        asked.append(address)
        return status_list(int(address.rpartition("/")[2]), revoked)

    OB3Verifier(_pem()).verify(badge_of(ANA, INDEX).decode(), check_status=True, download=download)


def test_a_revoked_credential_is_refused() -> None:
    """By the signed list of all certificates of its kind, which does not say whose it was."""
    asked: list[str] = []
    _verify([INDEX - 1, INDEX + 1, LIST_SIZE, 2 * LIST_SIZE - 1], asked)
    with pytest.raises(OB3VerificationError, match="revocation"):
        _verify([INDEX], asked)
    assert asked == [f"{SITE}/api/certificate-statuses/1"] * 2


def test_a_list_is_short_however_much_was_revoked_of_it() -> None:
    """A quiet one has 1.4 kB; the worst one, every other at random, 30 kB."""
    worst = random.Random(7).sample(range(LIST_SIZE), LIST_SIZE // 2)
    assert len(status_list(0, [])) < 2_000
    assert len(status_list(0, worst)) < 31_000


def test_a_credential_is_no_access_token() -> None:
    """The same key signs both: what opens a door has another header, issuer and audience."""
    for token in (badge_of(ANA, INDEX), status_list(0, [])):
        with pytest.raises(InvalidToken):
            read_access_token(token.decode())
