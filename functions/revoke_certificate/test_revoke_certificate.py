"""Revoking a certificate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from functions.revoke_certificate.main import revoke_certificate
from libs.lms_certificates.tests.fake import FakeCertificates, a_completion, fake_certificates
from lms_certificates import CertificateRevoked
from lms_kernel import Actor, new_id, request_scope
from lms_testing import CapturedEvents, actor, client

ANA, OLGA, ADMIN = actor("student"), actor("instructor"), actor("admin")


@pytest.fixture
def kept() -> Iterator[FakeCertificates]:
    """Return the certificates of this test alone."""
    with fake_certificates() as fake:
        fake.names.update({ANA.id: "Ana Lima", OLGA.id: "Olga Petrova"})
        yield fake


async def _issue(kept: FakeCertificates) -> str:
    course_id = new_id()
    kept.owners[course_id] = OLGA.id
    async with request_scope(function="issue_certificate"):
        return (await kept.issue(a_completion(ANA.id, course_id))).id


async def _revoke(id_: str, who: Actor | None, **body: object) -> Any:
    async with client(revoke_certificate, as_=who) as http:
        return await http.post(
            f"/api/certificates/{id_}/revocation", json=body or {"reason": "Copied"}
        )


@pytest.mark.parametrize("who", [OLGA, ADMIN], ids=["owner", "admin"])
async def test_the_owner_and_admins_revoke(
    kept: FakeCertificates, published: CapturedEvents, who: Actor
) -> None:
    """With an event that the audit trail keeps, which says who and why."""
    id_ = await _issue(kept)
    answer = await _revoke(id_, who)

    assert answer.status_code == 200
    assert answer.json()["revoked_at"] is not None
    assert answer.json()["revocation_reason"] == "Copied"
    revoked: Any = published[-1]
    assert (revoked["type"], revoked["subject"]) == (CertificateRevoked.type, id_)
    assert (revoked["actorid"], revoked["privileged"]) == (who.id, "true")
    assert revoked["data"]["reason"] == "Copied"


async def test_a_repeat_returns_the_first_reason(
    kept: FakeCertificates, published: CapturedEvents
) -> None:
    """And is no second event."""
    id_ = await _issue(kept)
    first = await _revoke(id_, OLGA)
    again = await _revoke(id_, ADMIN, reason="Another reason")

    assert (again.status_code, again.json()) == (200, first.json())
    assert len(published) == 2


@pytest.mark.parametrize(
    "who", [ANA, actor("instructor", "Iris")], ids=["learner", "another teacher"]
)
async def test_nobody_else_does(kept: FakeCertificates, who: Actor) -> None:
    """403, and the certificate stays valid."""
    id_ = await _issue(kept)
    assert (await _revoke(id_, who)).status_code == 403
    assert kept.kept[id_].revoked_at is None


@pytest.mark.parametrize("reason", ["", " ", "x" * 501, None, 7])
async def test_a_revocation_has_a_reason(kept: FakeCertificates, reason: object) -> None:
    """422 names the field."""
    id_ = await _issue(kept)
    answer = await _revoke(id_, OLGA, reason=reason)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "reason"
    assert kept.kept[id_].revoked_at is None


@pytest.mark.parametrize("id_", ["nonsense", "018f0000-0000-7000-8000-000000000000"])
async def test_an_unknown_certificate_is_not_found(kept: FakeCertificates, id_: str) -> None:
    """404."""
    assert (await _revoke(id_, ADMIN)).status_code == 404
