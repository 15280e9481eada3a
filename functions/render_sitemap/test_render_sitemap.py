"""The sitemap and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import httpx2
import pytest

import functions.render_sitemap.main as module
from functions.render_sitemap.main import render_sitemap
from lms_links import LinkSettings
from lms_testing import client
from lms_testing.catalog import FakeCatalog, card, fake_catalog

SITE = "https://learn.example.org"
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def shown() -> Iterator[FakeCatalog]:
    """Return the catalog of this test alone."""
    with LinkSettings.override(lms_public_url=f"{SITE}/"), fake_catalog() as fake:
        yield fake


def _show(shown: FakeCatalog, count: int) -> None:
    cards = [card(slug=f"herb-{number}") for number in range(count)]
    shown.kept |= {each.course_id: each for each in cards}


async def _get(path: str, **headers: str) -> httpx2.Response:
    async with client(render_sitemap) as http:
        return await http.get(path, headers=headers)


def _addresses(answer: httpx2.Response) -> list[str]:
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    found = ET.fromstring(answer.text).findall(".//s:loc", SPACE)  # noqa: S314 - our own
    return [each.text or "" for each in found]


async def test_every_published_course_is_in_the_sitemap(shown: FakeCatalog) -> None:
    """With the day of its last change, after the pages that are not courses."""
    _show(shown, 3)
    draft = card(slug="draft", status="draft")
    shown.kept[draft.course_id] = draft

    answer = await _get("/sitemap.xml")

    assert sorted(_addresses(answer)) == [
        f"{SITE}/", f"{SITE}/courses", *(f"{SITE}/courses/herb-{number}" for number in range(3)),
    ]  # fmt: skip
    assert "<lastmod>2026-01-01</lastmod>" in answer.text
    assert answer.headers["cache-control"].startswith("public, max-age=3600")


async def test_an_empty_catalog_has_a_sitemap() -> None:
    """With the pages that always exist."""
    assert _addresses(await _get("/sitemap.xml")) == [f"{SITE}/", f"{SITE}/courses"]


async def test_a_long_sitemap_is_several_files(
    shown: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The protocol limits a file's size; together the files name every page once."""
    monkeypatch.setattr(module, "SITEMAP_SIZE", 3)
    _show(shown, 7)

    files = _addresses(await _get("/sitemap.xml"))
    named = [
        address for file in files for address in _addresses(await _get(file.removeprefix(SITE)))
    ]

    assert files == [f"{SITE}/sitemap.xml?page={number}" for number in (1, 2, 3)]
    assert len(named) == len(set(named)) == 9
    assert (await _get("/sitemap.xml?page=4")).status_code == 404


@pytest.mark.parametrize("page", ["0", "x", "50001"])
async def test_a_file_that_cannot_be_is_refused(page: str) -> None:
    """422 names the parameter."""
    answer = await _get(f"/sitemap.xml?page={page}")

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["page"]


async def test_a_name_that_there_is_not_is_refused() -> None:
    """By name: a misspelled `page` would otherwise return another file."""
    answer = await _get("/sitemap.xml?pages=2")

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["pages"]


async def test_robots_may_read_what_is_public() -> None:
    """Pages and the catalog but not accounts; and robots.txt names the sitemap."""
    answer = await _get("/robots.txt")
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())

    assert (answer.status_code, answer.headers["content-type"]) == (
        200,
        "text/plain; charset=utf-8",
    )
    for path in ("/", "/courses", "/courses/soil", "/api/courses?limit=24", "/assets/a.js"):
        assert rules.can_fetch("Googlebot", f"{SITE}{path}"), path
    for path in ("/api/users", "/api/auth/login", "/_local/inbox"):
        assert not rules.can_fetch("Googlebot", f"{SITE}{path}"), path
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]


async def test_an_unchanged_sitemap_is_not_sent_again() -> None:
    """304."""
    tag = (await _get("/sitemap.xml")).headers["etag"]

    assert (await _get("/sitemap.xml", **{"If-None-Match": tag})).status_code == 304


async def test_without_the_database_it_says_so(shown: FakeCatalog) -> None:
    """503 and when to try again; the rules for robots need no database."""
    shown.is_away = True

    answer = await _get("/sitemap.xml")

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert (await _get("/robots.txt")).status_code == 200
