"""Downloading a badge; what is in it: libs/lms_badges/tests."""

from __future__ import annotations

from collections.abc import Iterator

import jwt
import pytest

from functions.get_credential.main import get_credential
from functions.get_jwks.main import get_jwks
from libs.lms_certificates.tests.fake import FakeCertificates, a_completion, fake_certificates
from lms_kernel import request_scope
from lms_testing import client


@pytest.fixture
def kept() -> Iterator[FakeCertificates]:
    """Return the certificates of this test alone."""
    with fake_certificates() as fake:
        yield fake


async def _issue(kept: FakeCertificates) -> str:
    completed = a_completion()
    kept.names[completed.user_id] = "Ana Lima"
    async with request_scope(function="issue_certificate"):
        return (await kept.issue(completed)).id


async def test_a_badge_is_verified_with_what_the_platform_publishes(kept: FakeCertificates) -> None:
    """By PyJWT, with the key of the published set that the header names."""
    id_ = await _issue(kept)
    async with client(get_credential) as http:
        answer = await http.get(f"/api/certificates/{id_}/credential")
    async with client(get_jwks) as http:
        published = (await http.get("/.well-known/jwks.json")).json()

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vc+jwt")
    assert answer.headers["content-disposition"] == f'attachment; filename="badge-{id_}.jwt"'
    address, _, kid = jwt.get_unverified_header(answer.text)["kid"].partition("#")
    assert address == "http://127.0.0.1:8080/.well-known/jwks.json"
    (key,) = (each for each in published["keys"] if each["kid"] == kid)
    badge = jwt.decode(answer.text, jwt.PyJWK(key).key, algorithms=["ES256"])
    assert badge["credentialSubject"]["achievement"]["name"] == "Gardening"
    assert badge["credentialSubject"]["identifier"][0]["identityHash"] == "Ana Lima"
    assert badge["id"].endswith(f"/api/certificates/{id_}/credential")


async def test_a_revoked_certificate_is_signed_no_more(kept: FakeCertificates) -> None:
    """409: a backpack that refreshes it learns so."""
    id_ = await _issue(kept)
    async with request_scope(function="revoke_certificate"):
        await kept.revoke(id_, "Copied", owner=None)
    async with client(get_credential) as http:
        answer = await http.get(f"/api/certificates/{id_}/credential")
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/certificate-revoked"


@pytest.mark.parametrize("id_", ["nonsense", "018f0000-0000-7000-8000-000000000000"])
async def test_an_unknown_id_is_not_found(kept: FakeCertificates, id_: str) -> None:
    """404, and nothing is signed."""
    async with client(get_credential) as http:
        assert (await http.get(f"/api/certificates/{id_}/credential")).status_code == 404
