"""Downloading a certificate."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from functions.get_certificate_pdf.main import get_certificate_pdf
from libs.lms_certificates.tests.fake import FakeCertificates, a_completion, fake_certificates
from lms_kernel import request_scope
from lms_site import words_of
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


async def test_whoever_has_the_id_downloads_one_page(kept: FakeCertificates) -> None:
    """As a file with a name, which no shared cache keeps."""
    id_ = await _issue(kept)
    async with client(get_certificate_pdf) as http:
        answer = await http.get(f"/api/certificates/{id_}/pdf")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == f'attachment; filename="certificate-{id_}.pdf"'
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["vary"] == "Accept-Language, Cookie"
    (page,) = PdfReader(io.BytesIO(answer.content)).pages
    assert "Ana Lima" in page.extract_text()


async def test_it_is_in_the_readers_language(kept: FakeCertificates) -> None:
    """The one that they chose, else the one that their browser asks for."""
    id_ = await _issue(kept)
    async with client(get_certificate_pdf) as http:
        for headers, language in (
            ({"Accept-Language": "fr"}, "fr"),
            ({"Accept-Language": "fr", "Cookie": "lang=es"}, "es"),
        ):
            answer = await http.get(f"/api/certificates/{id_}/pdf", headers=headers)
            reader = PdfReader(io.BytesIO(answer.content))
            assert reader.metadata is not None
            assert reader.metadata.title == words_of(language).t("certificate.title")


async def test_who_has_it_gets_it_no_second_time(kept: FakeCertificates) -> None:
    """304, until it is revoked."""
    id_ = await _issue(kept)
    path = f"/api/certificates/{id_}/pdf"
    async with client(get_certificate_pdf) as http:
        tag = {"If-None-Match": (await http.get(path)).headers["etag"]}
        assert (await http.get(path, headers=tag)).status_code == 304
        async with request_scope(function="revoke_certificate"):
            await kept.revoke(id_, "Copied", owner=None)
        answer = await http.get(path, headers=tag)
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/certificate-revoked"


@pytest.mark.parametrize("id_", ["nonsense", "018f0000-0000-7000-8000-000000000000"])
async def test_an_unknown_id_is_not_found(kept: FakeCertificates, id_: str) -> None:
    """404."""
    async with client(get_certificate_pdf) as http:
        assert (await http.get(f"/api/certificates/{id_}/pdf")).status_code == 404
