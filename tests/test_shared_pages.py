"""Pages that are shared for a moment: by whom, for how long, and in which form."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from functions.render_page.main import render_page
from lms_courses import Course
from lms_http import SharedSettings
from lms_pages._render import render
from lms_testing import client
from lms_testing.catalog import FakeCatalog, card
from lms_testing.courses import FakeCourses, a_course
from lms_testing.pages import Reader

pytestmark = pytest.mark.usefixtures("shown")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Return the time that a shared page's age is counted by, with sharing as in production."""
    now = [1000.0]
    monkeypatch.setattr("lms_http._shared.time", SimpleNamespace(monotonic=lambda: now[0]))
    with SharedSettings.override(lms_shared_response_seconds=1):
        yield now


def _publish(shelf: FakeCourses) -> Course:
    course = a_course(title="Gardening", status="published").course
    shelf.kept[course.id] = course
    return course


async def test_a_page_is_rendered_once_for_all_who_read_alike(
    shown: FakeCatalog, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However their browsers say it, and whatever other cookies they have."""
    rendered: list[str] = []

    def count(template: str, language: str, **values: Any) -> str:
        rendered.append(language)
        return render(template, language, **values)

    monkeypatch.setattr("lms_pages._page.render", count)
    gardening = card("Gardening")
    shown.kept[gardening.course_id] = gardening
    async with client(render_page) as http:
        for number in range(50):
            headers = {
                "Accept-Language": f"fr-{number}, en;q=0.{number}",
                "Cookie": f"session={number}; theme=dark",
            }
            page = Reader(await http.get("/courses", headers=headers))
            assert (page.language, page.theme) == ("fr", "dark")
        assert rendered == ["fr"]
        for cookie, language, theme in (
            ("lang=ar; theme=dark", "ar", "dark"),
            ("lang=fr; theme=light", "fr", "light"),
            ("lang=fr", "fr", ""),
            ("theme=pink", "en", ""),
        ):
            page = Reader(await http.get("/courses", headers={"Cookie": cookie}))
            assert (page.language, page.theme) == (language, theme)
    assert rendered == ["fr", "ar", "fr", "fr", "en"]


async def test_a_change_is_on_the_page_in_time(shelf: FakeCourses, clock: list[float]) -> None:
    """No page is older than promised, in any language and in no coding (decision 0063)."""
    course = _publish(shelf)
    async with client(render_page) as http:
        for step in range(3):
            title = f"Gardening {step}"
            shelf.kept[course.id] = msgspec.structs.replace(shelf.kept[course.id], title=title)
            clock[0] += 1
            for language in ("en", "ar"):
                for coding in ("gzip", "identity"):
                    headers = {"Accept-Language": language, "Accept-Encoding": coding}
                    answer = await http.get(f"/courses/{course.slug}", headers=headers)
                    assert title in Reader(answer).text
                    assert answer.headers.get("content-encoding", "identity") == coding
                    assert answer.headers["vary"] == "Accept-Language, Cookie, Accept-Encoding"


async def test_what_is_no_page_is_nobody_elses(
    shelf: FakeCourses, shown: FakeCatalog, clock: list[float]
) -> None:
    """A course that was missing, and a store that was down, are looked for again."""
    async with client(render_page) as http:
        assert (await http.get("/courses/gardening", headers={"Cookie": "a=b"})).status_code == 404
        shown.is_away = True
        assert (await http.get("/courses")).status_code == 503
        shown.is_away = False
        _publish(shelf)
        assert (await http.get("/courses")).status_code == 200
        assert (await http.get("/courses/gardening")).status_code == 200
