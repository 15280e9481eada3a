"""Which certificates were revoked, for those who verify credentials."""

from __future__ import annotations

from collections.abc import Iterator

import jwt
import pytest
from openbadgeslib.ob3.status import decode_encoded_list, set_indices

from functions.get_certificate_status.main import MOST_LISTS, get_certificate_status
from libs.lms_certificates.tests.fake import FakeCertificates, a_completion, fake_certificates
from lms_kernel import request_scope
from lms_testing import client


@pytest.fixture
def kept() -> Iterator[FakeCertificates]:
    """Return the certificates of this test alone."""
    with fake_certificates() as fake:
        yield fake


def _places(text: str) -> frozenset[int]:
    claims = jwt.decode(text, options={"verify_signature": False})
    return set_indices(decode_encoded_list(claims["credentialSubject"]["encodedList"]))


async def test_a_list_has_a_bit_for_each_revoked_certificate(kept: FakeCertificates) -> None:
    """And no other; caches keep it for five minutes."""
    async with request_scope(function="issue_certificate"):
        for _ in range(5):
            completed = a_completion()
            kept.names[completed.user_id] = "Ana Lima"
            await kept.issue(completed)
        second, fourth = (list(kept.kept)[each] for each in (1, 3))
        places = {(await kept.entry(each)).status_index for each in (second, fourth)}
        for each in (second, fourth):
            await kept.revoke(each, "Copied", owner=None)
    async with client(get_certificate_status) as http:
        first = await http.get("/api/certificate-statuses/0")
        next_one = await http.get("/api/certificate-statuses/1")

    assert (first.status_code, first.headers["content-type"]) == (200, "application/vc+jwt")
    assert first.headers["cache-control"] == "public, max-age=300"
    assert _places(first.text) == places
    assert _places(next_one.text) == frozenset()


async def test_without_its_store_there_is_no_list(kept: FakeCertificates) -> None:
    """503: an empty list would say that nothing was revoked."""
    kept.is_away = True
    async with client(get_certificate_status) as http:
        assert (await http.get("/api/certificate-statuses/0")).status_code == 503


@pytest.mark.parametrize("number", ["-1", "x", "1.5", "٣", "00000000x", str(MOST_LISTS)])
async def test_what_is_no_list_is_not_found(kept: FakeCertificates, number: str) -> None:
    """404."""
    async with client(get_certificate_status) as http:
        assert (await http.get(f"/api/certificate-statuses/{number}")).status_code == 404
