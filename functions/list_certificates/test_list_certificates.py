"""A learner's certificates."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.list_certificates.main import list_certificates
from libs.lms_certificates.tests.fake import FakeCertificates, a_completion, fake_certificates
from lms_kernel import request_scope
from lms_testing import actor, client
from tests.all_pages import walk

ANA, BO = actor("student", "Ana"), actor("student", "Bo")


@pytest.fixture
def kept() -> Iterator[FakeCertificates]:
    """Return the certificates of this test alone."""
    with fake_certificates() as fake:
        fake.names.update({ANA.id: "Ana Lima", BO.id: "Bo Berg"})
        yield fake


async def _issue(kept: FakeCertificates, *people: str) -> list[str]:
    async with request_scope(function="issue_certificate"):
        return [(await kept.issue(a_completion(each))).id for each in people]


async def test_a_learner_lists_their_own_newest_first(kept: FakeCertificates) -> None:
    """Page by page, and nobody else's."""
    ids = await _issue(kept, ANA.id, BO.id, ANA.id, ANA.id)
    items = await walk(list_certificates, "/api/certificates", 2, as_=ANA)
    assert [each["id"] for each in items] == [ids[3], ids[2], ids[0]]


async def test_a_revoked_one_says_why(kept: FakeCertificates) -> None:
    """To the learner, whose it is."""
    (id_,) = await _issue(kept, ANA.id)
    async with request_scope(function="revoke_certificate"):
        await kept.revoke(id_, "Issued by mistake", owner=None)
    async with client(list_certificates, as_=ANA) as http:
        page = (await http.get("/api/certificates")).json()
    assert page["total"] == 1
    assert page["items"][0]["revocation_reason"] == "Issued by mistake"


async def test_strangers_have_no_list(kept: FakeCertificates) -> None:
    """401."""
    async with client(list_certificates) as http:
        assert (await http.get("/api/certificates")).status_code == 401
