"""Looking at a certificate."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.get_certificate.main import get_certificate
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


async def test_whoever_has_the_id_sees_what_was_certified_and_nothing_else(
    kept: FakeCertificates,
) -> None:
    """Neither whose account it is, nor which completion."""
    id_ = await _issue(kept)
    async with client(get_certificate) as http:
        answer = await http.get(f"/api/certificates/{id_}")

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-cache"
    shown = answer.json()
    assert set(shown) == {
        *("id", "name", "course_id", "course_title", "teacher"),
        *("completed_at", "issued_at", "revoked_at"),
    }
    assert (shown["id"], shown["name"], shown["revoked_at"]) == (id_, "Ana Lima", None)


async def test_a_revoked_certificate_says_so_at_once_but_not_why(kept: FakeCertificates) -> None:
    """The reason is between the learner and the teacher."""
    id_ = await _issue(kept)
    async with client(get_certificate) as http:
        valid = await http.get(f"/api/certificates/{id_}")
        async with request_scope(function="revoke_certificate"):
            await kept.revoke(id_, "Copied from Bo", owner=None)
        revoked = await http.get(
            f"/api/certificates/{id_}", headers={"If-None-Match": valid.headers["etag"]}
        )

    assert revoked.status_code == 200
    assert revoked.json()["revoked_at"] is not None
    assert "Copied" not in revoked.text


@pytest.mark.parametrize("id_", ["nonsense", "018f0000-0000-7000-8000-000000000000"])
async def test_an_unknown_id_is_not_found(kept: FakeCertificates, id_: str) -> None:
    """Of whatever form."""
    async with client(get_certificate) as http:
        assert (await http.get(f"/api/certificates/{id_}")).status_code == 404
