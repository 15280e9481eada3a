"""Pages as a search engine reads them: without running scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx2
import msgspec
import pytest

from functions.render_page.main import render_page
from lms_catalog import Card
from lms_courses import Course
from lms_links import LinkSettings
from lms_records import read
from lms_site import PageSettings
from lms_testing import client
from lms_testing.catalog import FakeCatalog, card
from lms_testing.courses import FakeCourses, a_course
from lms_testing.pages import Reader

pytestmark = pytest.mark.usefixtures("shown")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TEXTS = ("q", "tag", "category", "language")
SITE = "https://learn.example.org"
MANIFEST = '{"css": ["/assets/a-1.css"], "js": ["/assets/a-2.js"], "preload": ["/assets/b-3.js"]}'
CONTENT = {
    "modules": [
        {
            "title": "Soil",
            "lessons": [
                {"title": "pH", "kind": "quiz", "duration_minutes": 50},
                {
                    "title": "Worms",
                    "kind": "video",
                    "duration_minutes": 75,
                    "url": "https://video.example.org/worms",
                    "body": "They dig.",
                    "is_preview": True,
                },
            ],
            "modules": [{"title": "Compost", "lessons": [{"title": "Heap", "kind": "exercise"}]}],
        }
    ]
}


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    with (
        LinkSettings.override(lms_public_url=SITE),
        PageSettings.override(lms_page_manifest=MANIFEST),
    ):
        yield


def _show(shown: FakeCatalog, *cards: Card) -> None:
    shown.kept |= {each.course_id: each for each in cards}


def _keep(shelf: FakeCourses, **fields: Any) -> Course:
    course = a_course(**{"title": "Gardening", "status": "published", **fields}).course
    shelf.kept[course.id] = course
    return course


async def _get(path: str, **headers: str) -> httpx2.Response:
    async with client(render_page) as http:
        return await http.get(path, headers=headers)


async def test_a_course_is_complete_without_javascript(shelf: FakeCourses) -> None:
    """Title, description, outline at any depth, totals and price are all text on the page."""
    _keep(
        shelf,
        description="Grow things.\n\nEat them.",
        content=CONTENT,
        price={"amount": 4950, "currency": "EUR"},
        tags=["soil"],
        capacity=1200,
    )

    answer = await _get("/courses/gardening")
    page = Reader(answer)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for words in (
        "Gardening · Learning Platform", "Grow things.", "Eat them.", "Soil 3 lessons", "pH",
        "Worms Free preview Video", "Compost", "Heap", "€49.50", "1 h 15 min", "2 h 5 min", "1,200",
    ):  # fmt: skip
        assert words in page.text, words
    assert "They dig." not in answer.text
    assert page.meta["description"] == page.meta["og:description"] == "Grow things. Eat them."
    assert ("canonical", f"{SITE}/courses/gardening") in page.links
    assert page.meta["og:url"] == f"{SITE}/courses/gardening"
    assert "robots" not in page.meta
    assert "/courses?tag=soil" in page.hrefs
    assert "Ask the instructor to add you." in page.text


@pytest.mark.parametrize(
    ("taken", "words", "is_open"), [(0, "9 seats left", True), (9, "The course is full.", False)]
)
async def test_a_seat_is_offered_while_there_are_any(
    shown: FakeCatalog, shelf: FakeCourses, taken: int, words: str, *, is_open: bool
) -> None:
    """By what the catalog counts; without the catalog the page shows the capacity alone."""
    course = _keep(shelf, capacity=9)
    _show(shown, card("Gardening", course_id=course.id, capacity=9))
    shown.enrolled[course.id] = taken
    page = Reader(await _get("/courses/gardening"))
    assert words in page.text
    assert ("Log in to enroll" in page.text) is is_open

    shown.is_away = True
    assert words not in Reader(await _get("/courses/gardening")).text


async def test_a_course_is_told_as_structured_data(shelf: FakeCourses) -> None:
    """schema.org's Course with what Google asks of one: provider, offers, an instance."""
    _keep(
        shelf, content=CONTENT, price={"amount": 990, "currency": "JPY"}, tags=["soil"], capacity=9
    )

    found = Reader(await _get("/courses/gardening")).structured

    course = found["Course"]
    assert course["@id"] == course["url"] == f"{SITE}/courses/gardening"
    assert (course["name"], course["description"]) == ("Gardening", "Gardening")
    assert course["provider"]["name"] == "Learning Platform"
    (offer,) = course["offers"]
    assert (offer["category"], offer["price"], offer["priceCurrency"]) == ("Paid", "990", "JPY")
    (instance,) = course["hasCourseInstance"]
    assert (instance["courseMode"], instance["courseWorkload"]) == ("Online", "PT125M")
    assert instance["maximumAttendeeCapacity"] == 9
    assert [each["name"] for each in course["syllabusSections"]] == ["Soil"]
    steps = found["BreadcrumbList"]["itemListElement"]
    assert [each["name"] for each in steps] == ["Courses", "General", "Gardening"]


async def test_the_app_begins_with_the_answer_that_it_would_ask_for(shelf: FakeCourses) -> None:
    """Under the path that it would request, whether the address has the slug or the id."""
    course = _keep(shelf)

    for name in (course.slug, course.id):
        page = Reader(await _get(f"/courses/{name}"))
        assert page.data["path"] == f"/courses/{name}"
        standing = f"/api/courses?id={course.id}&limit=1"
        assert page.data["data"].keys() == {f"/api/courses/{name}", standing}
        assert page.data["data"][f"/api/courses/{name}"] == msgspec.to_builtins(course.overview())
        assert ("canonical", f"{SITE}/courses/{course.slug}") in page.links


async def test_the_build_that_is_deployed_is_linked(shelf: FakeCourses) -> None:
    """Styles, the entry module, and the modules it will load next."""
    _keep(shelf)

    page = Reader(await _get("/courses/gardening"))

    assert ("stylesheet", "/assets/a-1.css") in page.links
    assert ("modulepreload", "/assets/b-3.js") in page.links
    assert {"type": "module", "src": "/assets/a-2.js"} in page.scripts


NASTY = "</script><script>1</script><!--\"'&\u2028"


async def test_no_text_can_become_markup(shelf: FakeCourses, shown: FakeCatalog) -> None:
    """Neither in the page, nor in an attribute, nor in the data next to it."""
    title = NASTY.replace("\u2028", "")
    lesson = {"title": title, "kind": "article", "body": NASTY}
    _keep(shelf, title=f"Nasty {title}", description=NASTY, category=title, tags=[title],
          content={"modules": [{"title": title, "lessons": [lesson]}]})  # fmt: skip
    slug = next(iter(shelf.kept.values())).slug
    _show(shown, card(title, description=NASTY, category=title, tags=[title]))

    search = f"/courses?{urlencode({'q': title, 'category': title})}"
    for path in (f"/courses/{slug}", "/courses", "/", search):
        answer = await _get(path)
        page = Reader(answer)
        assert answer.status_code == 200, path
        assert "<script>" not in answer.text, path
        assert "<!--" not in answer.text, path
        assert "\u2028" not in answer.text.rpartition("<script")[2], path
        assert len(page.scripts) == 2 + len(page.blocks["application/ld+json"]), path
        assert title in json.dumps(page.data, ensure_ascii=False).replace('\\"', '"'), path


async def test_scripts_come_from_files_of_this_site_only(shelf: FakeCourses) -> None:
    """The policy has no exception, and the page needs none."""
    _keep(shelf)

    answer = await _get("/courses/gardening")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    for script in Reader(answer).scripts:
        assert script.get("src") or script["type"] in {"application/json", "application/ld+json"}


async def test_the_catalog_keeps_its_state_in_the_address(shown: FakeCatalog) -> None:
    """Filters are links that add or remove a value; the data is for the same query."""
    _show(
        shown,
        card("Soil", slug="soil", tags=["sun", "rain"], level="advanced"),
        card("Jazz", slug="jazz", category="Music"),
    )

    page = Reader(await _get("/courses?category=nature&tag=sun&sort=title&utm_source=mail"))

    assert "1 course" in page.text
    assert "/courses/soil" in page.hrefs
    assert "/courses/jazz" not in page.hrefs
    assert "/courses?category=nature&level=advanced&sort=title&tag=sun" in page.hrefs
    assert "/courses?category=nature&sort=title&tag=sun&tag=rain" in page.hrefs
    assert "/courses?category=nature&sort=title" in page.hrefs
    assert "/courses?sort=title" in page.hrefs
    (key,) = page.data["data"]
    assert key == "/api/courses?category=nature&limit=24&sort=title&tag=sun"
    assert page.data["data"][key]["total"] == 1


async def test_a_long_list_has_pages(shown: FakeCatalog) -> None:
    """Each with its own address; the first one has no number."""
    _show(shown, *(card(f"Herb {number}") for number in range(30)))

    first, second = Reader(await _get("/courses")), Reader(await _get("/courses?page=2"))

    assert "/courses?page=2" in first.hrefs
    assert "Page 1 of 2" in first.text
    assert first.hrefs.count("/courses/a-course") == 24
    assert second.hrefs.count("/courses/a-course") == 6
    assert ("canonical", f"{SITE}/courses?page=2") in second.links
    assert list(second.data["data"]) == ["/api/courses?limit=24&page=2"]
    assert second.structured["ItemList"]["itemListElement"][0]["position"] == 1


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [
        ("", True),
        ("?category=Nature", True),
        ("?utm_source=mail", True),
        ("?q=soil", False),
        ("?tag=sun", False),
        ("?sort=price", False),
        ("?page=7", False),
    ],
)
async def test_only_whole_shelves_are_for_search_engines(
    shown: FakeCatalog, query: str, is_listed: bool
) -> None:
    """A search page in a search result helps nobody."""
    _show(shown, card("Soil", tags=["sun"]))

    page = Reader(await _get(f"/courses{query}"))

    assert ("robots" not in page.meta) == is_listed


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=99999999999999", "level=expert", "sort=best", "page=٣"]
)
async def test_a_question_that_makes_no_sense_is_passed_over(
    shown: FakeCatalog, query: str
) -> None:
    """As the app does: the catalog is shown."""
    _show(shown, card("Soil"))

    page = Reader(await _get(f"/courses?{query}"))

    assert list(page.data["data"]) == ["/api/courses?limit=24"]


async def test_a_search_without_a_result_says_what_to_do(shown: FakeCatalog) -> None:
    """And the words of the query are not lost."""
    page = Reader(await _get("/courses?q=nothing&category=Nowhere"))

    assert "No courses found" in page.text
    assert "Try fewer filters" in page.text
    assert "/courses?q=nothing" in page.hrefs


@pytest.mark.parametrize("asked", ["q=" + "x" * 201, *map("{}=a%00b".format, TEXTS)])
async def test_a_question_that_no_store_takes_is_refused_readably(
    shown: FakeCatalog, asked: str
) -> None:
    """Too long, or with U+0000, which is no text of PostgreSQL: 422, like the API."""
    answer = await _get(f"/courses?{asked}")

    assert answer.status_code == 422
    assert "Some fields need attention" in Reader(answer).text


async def test_the_home_page_shows_what_is_new(shown: FakeCatalog) -> None:
    """The six newest courses and the categories."""
    _show(shown, *(card(f"Herb {number}", number=number) for number in range(8)))

    page = Reader(await _get("/"))

    assert "Herb 7" in page.text
    assert "Herb 1" not in page.text
    assert "/courses?category=Nature" in page.hrefs
    assert list(page.data["data"]) == ["/api/courses?limit=6&sort=newest"]
    assert page.structured["WebSite"]["url"] == f"{SITE}/"
    assert ("canonical", f"{SITE}/") in page.links


@pytest.mark.parametrize(
    ("headers", "language", "direction", "words"),
    [
        ({}, "en", "ltr", "Courses"),
        ({"Accept-Language": "tlh, es-MX;q=0.8, en;q=0.5"}, "es", "ltr", "Cursos"),
        ({"Accept-Language": "ar"}, "ar", "rtl", "الدورات"),
        ({"Accept-Language": "ar", "Cookie": "lang=es"}, "es", "ltr", "Cursos"),
        ({"Accept-Language": "ar;q=0, tlh;q=x", "Cookie": "lang=tlh"}, "en", "ltr", "Courses"),
    ],
)
async def test_a_page_speaks_the_readers_language(
    shown: FakeCatalog, headers: dict[str, str], language: str, direction: str, words: str
) -> None:
    """The chosen one, else the browser's best; caches keep the languages apart."""
    answer = await _get("/courses", **headers)
    page = Reader(answer)

    assert (page.language, page.direction) == (language, direction)
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language, Cookie"
    assert words in page.text


@pytest.mark.parametrize(("theme", "shown_as"), [("dark", "dark"), ("system", ""), ('"x', "")])
async def test_a_page_has_the_chosen_colours(shown: FakeCatalog, theme: str, shown_as: str) -> None:
    """From the first byte: nothing flashes."""
    assert Reader(await _get("/courses", Cookie=f"theme={theme}")).theme == shown_as


@pytest.mark.parametrize(
    "name", ["nothing-like-this", "a%20b", "018f0000-0000-7000-8000-000000000000"]
)
async def test_nothing_is_a_page_of_its_own(shelf: FakeCourses, name: str) -> None:
    """404 and readable; no cache keeps it and no search engine lists it."""
    answer = await _get(f"/courses/{name}", **{"X-Trace-Id": TRACE})
    page = Reader(answer)

    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
    assert all(each in page.text for each in ("Page not found", TRACE))
    assert page.meta["robots"].startswith("noindex")
    assert page.data["data"] == {}


async def test_a_draft_is_no_page(shelf: FakeCourses) -> None:
    """Not even for its owner: the page is the same for all."""
    _keep(shelf, status="draft")

    assert (await _get("/courses/gardening")).status_code == 404


async def test_an_unchanged_page_is_not_sent_again(shelf: FakeCourses) -> None:
    """304, and a CDN may keep it for as long as the API's own responses."""
    _keep(shelf)
    first = await _get("/courses/gardening")

    again = await _get("/courses/gardening", **{"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"].startswith("public, max-age=")


async def test_without_a_store_the_page_says_so(shown: FakeCatalog) -> None:
    """503 with Retry-After for search engines, a message for people, and the app for a retry."""
    shown.is_away = True

    answer = await _get("/courses", **{"X-Trace-Id": TRACE})

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["content-security-policy"]
    assert {"unavailable", TRACE} <= set(Reader(answer).text.replace(".", " ").split())


async def test_a_course_that_breaks_todays_rules_is_shown_as_it_is(shelf: FakeCourses) -> None:
    """Decision 0049; also one that was stored before lessons could be previews."""
    course = _keep(shelf, content=CONTENT)
    stored = msgspec.to_builtins(course)
    del stored["content"]["modules"][0]["lessons"][1]["is_preview"]
    del stored["completion"], stored["cover_file_id"]
    stored["title"] = "x" * 500
    shelf.kept[course.id] = read(stored, Course, id=course.id)

    answer = await _get(f"/courses/{course.slug}")

    assert (answer.status_code, "x" * 500 in answer.text) == (200, True)
