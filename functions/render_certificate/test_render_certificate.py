"""The page that verifies a certificate."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import httpx2
import pytest

from functions.render_certificate.main import render_certificate
from libs.lms_certificates.tests.fake import FakeCertificates, a_completion, fake_certificates
from lms_kernel import request_scope, utc_now
from lms_languages import languages
from lms_site import PageSettings, words_of
from lms_testing import client

MANIFEST = '{"css": ["/assets/a-1.css"], "js": ["/assets/a-2.js"], "preload": ["/assets/b-3.js"]}'
UNKNOWN = "018f0000-0000-7000-8000-000000000000"


@pytest.fixture
def kept() -> Iterator[FakeCertificates]:
    """Return the certificates of this test alone, in a deployed platform."""
    with fake_certificates() as fake, PageSettings.override(lms_page_manifest=MANIFEST):
        yield fake


async def _issue(kept: FakeCertificates, name: str = "Ana Lima") -> str:
    completed = a_completion()
    kept.names[completed.user_id] = name
    async with request_scope(function="issue_certificate"):
        return (await kept.issue(completed)).id


async def _get(id_: str, **headers: str) -> httpx2.Response:
    async with client(render_certificate) as http:
        return await http.get(f"/certificates/{id_}", headers=headers)


def _text(answer: httpx2.Response) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", answer.text).split()))


@pytest.mark.parametrize("language", languages)
async def test_a_valid_certificate_says_what_it_certifies(
    kept: FakeCertificates, language: str
) -> None:
    """In the reader's language: who, what, when, and by whom it was issued."""
    id_ = await _issue(kept)
    answer = await _get(id_, **{"Accept-Language": language})

    t, text = words_of(language).t, _text(answer)
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    assert f'<h1 class="certificate__title">{t("certificate.valid")}</h1>' in answer.text
    for part in (
        "Ana Lima",
        "Gardening",
        t("site.name"),
        words_of(language).date(utc_now().date()),
    ):
        assert part in text
    assert f'href="/api/certificates/{id_}/pdf"' in answer.text
    assert f'href="/api/certificates/{id_}/credential"' in answer.text


async def test_it_works_without_the_app_and_is_not_indexed(kept: FakeCertificates) -> None:
    """No script, no cache, no search engine, and no address to the sites it links to."""
    answer = await _get(await _issue(kept))

    assert "<script" not in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]
    assert '<link rel="stylesheet" href="/assets/a-1.css">' in answer.text
    assert '<meta name="robots" content="noindex, nofollow">' in answer.text
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("language", languages)
async def test_a_revoked_certificate_is_told_from_a_valid_one(
    kept: FakeCertificates, language: str
) -> None:
    """By its title; there is nothing to download, and the reason is not shown."""
    id_ = await _issue(kept)
    async with request_scope(function="revoke_certificate"):
        await kept.revoke(id_, "Copied from Bo", owner=None)
    answer = await _get(id_, **{"Accept-Language": language})

    t = words_of(language).t
    assert answer.status_code == 200
    assert f'<h1 class="certificate__title">{t("certificate.revoked")}</h1>' in answer.text
    assert t("certificate.valid") not in _text(answer)
    assert "certificate--revoked" in answer.text
    assert "/api/certificates/" not in answer.text
    assert "Copied" not in answer.text


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("id_", ["nonsense", UNKNOWN])
async def test_an_unknown_certificate_is_said_to_be_none(
    kept: FakeCertificates, id_: str, language: str
) -> None:
    """404, as a page."""
    answer = await _get(id_, **{"Accept-Language": language})
    assert answer.status_code == 404
    assert words_of(language).t("certificate.unknown") in _text(answer)
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"


async def test_without_its_store_the_page_says_so(kept: FakeCertificates) -> None:
    """503: it never calls a certificate invalid because it cannot look."""
    kept.is_away = True
    answer = await _get(UNKNOWN)
    assert answer.status_code == 503
    assert words_of("en").t("certificate.unknown") not in _text(answer)
    assert int(answer.headers["retry-after"]) > 0


async def test_a_name_is_text(kept: FakeCertificates) -> None:
    """Whatever it looks like."""
    hostile = '<img src=x onerror=alert(1)>{{ 7*7 }}"'
    answer = await _get(await _issue(kept, hostile))
    assert "<img" not in answer.text
    assert hostile in html.unescape(answer.text)
