"""The page behind an email's unsubscribe link."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx2
import pytest

from functions.render_unsubscribe.main import render_unsubscribe
from lms_kernel import derived_id
from lms_languages import languages
from lms_preferences import Category, categories, preferences
from lms_site import PageSettings
from lms_testing import client
from lms_testing.access import redis_away
from lms_testing.notifications import RECIPIENT
from lms_unsubscribe import unsubscribe_url

MANIFEST = '{"css": ["/assets/a-1.css"], "js": ["/assets/a-2.js"], "preload": ["/assets/b-3.js"]}'
OPTIONAL = [name for name, rule in categories.items() if not rule.mandatory]


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    with PageSettings.override(lms_page_manifest=MANIFEST):
        yield


def _path(category: Category = "enrollment") -> str:
    url = unsubscribe_url(RECIPIENT, category)
    assert url is not None
    return url.removeprefix("http://127.0.0.1:8080")


async def _get(path: str, **headers: str) -> httpx2.Response:
    async with client(render_unsubscribe) as http:
        return await http.get(path, headers=headers)


def _text(answer: httpx2.Response) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).split())


async def test_the_page_says_what_the_button_does() -> None:
    """In a form that is sent to the page's own address, without any script."""
    answer = await _get(_path())

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "stop receiving emails about your enrollments." in _text(answer)
    assert '<form method="post">' in answer.text
    assert '<input type="hidden" name="List-Unsubscribe" value="One-Click">' in answer.text
    assert (
        '<button class="button button--primary" type="submit">Unsubscribe</button>' in answer.text
    )


async def test_looking_changes_nothing() -> None:
    """Scanners and previews of mail programs follow every link, some of them twice."""
    path = _path()
    before = await preferences().get(derived_id("test-recipient"))

    async with client(render_unsubscribe) as http:
        for method in ("GET", "GET", "HEAD"):
            assert (await http.request(method, path)).status_code == 200

    assert await preferences().get(derived_id("test-recipient")) == before
    assert before.version == 0


async def test_the_page_needs_no_store() -> None:
    """It is there when the button may not be."""
    path = _path()
    with redis_away():
        assert (await _get(path)).status_code == 200


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("category", OPTIONAL)
async def test_every_category_has_words_in_every_language(
    category: Category, language: str
) -> None:
    """None of them is shown by its key."""
    answer = await _get(_path(category), **{"Accept-Language": language})

    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in answer.text
    assert answer.headers["content-language"] == language
    assert "unsubscribe." not in _text(answer)
    assert "{" not in _text(answer)


async def test_the_language_and_colours_chosen_on_the_site_count() -> None:
    """They are kept in cookies, which this page does not need."""
    answer = await _get(_path(), Cookie="lang=es; theme=dark", **{"Accept-Language": "ar"})

    assert '<html lang="es" dir="ltr" data-theme="dark">' in answer.text
    assert "Darse de baja" in _text(answer)
    assert "set-cookie" not in answer.headers


async def test_the_page_runs_nothing_and_tells_nobody() -> None:
    """Its address is a secret of the reader's: no cache, no search engine, no referrer."""
    answer = await _get(_path())

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in answer.text
    assert "modulepreload" not in answer.text
    assert '<link rel="stylesheet" href="/assets/a-1.css">' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.text
    assert "etag" not in answer.headers


@pytest.mark.parametrize(
    "altered",
    [
        "",
        "?token=",
        "?token=x",
        "?other=1",
        "?token=WyIwMTkyIl0.AAAA",
        "?token=%3Cscript%3Ealert(1)%3C/script%3E",
        "?token=" + "A" * 5000,
    ],
)
async def test_a_link_that_is_none_gets_a_page_that_says_so(altered: str) -> None:
    """400, with what may be wrong and where to unsubscribe instead."""
    answer = await _get(f"/unsubscribe{altered}")

    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "This link does not work" in _text(answer)
    assert 'href="/preferences"' in answer.text
    assert "<form" not in answer.text
    assert "<script" not in answer.text


async def test_a_link_that_was_cut_short_is_none() -> None:
    """As mail programs do with long lines."""
    path = _path()
    assert (await _get(path[:-1])).status_code == 400
    assert (await _get(path[: len(path) // 2])).status_code == 400


async def test_what_trackers_add_does_not_matter() -> None:
    """Some programs put parameters of theirs behind every link."""
    assert (await _get(_path() + "&utm_source=mail")).status_code == 200
