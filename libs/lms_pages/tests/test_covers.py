"""How the covers of lists look."""

from __future__ import annotations

import random
from typing import NamedTuple

import httpx2

from lms_courses import Course as StoredCourse
from lms_files import COVER_WIDTHS
from lms_kernel import new_id
from lms_links import LinkSettings
from lms_pages import PageRequest, course_page
from lms_pages._covers import APART, FORMS, cover_look, cover_looks
from lms_pages._search import Search
from lms_site import PageSettings, Reader
from lms_testing import pages
from lms_testing.courses import a_course

SITE = "https://learn.example.org"


class Course(NamedTuple):
    """What a look follows from."""

    category: str
    slug: str


def _lists() -> list[list[Course]]:
    """Return lists in which many courses look alike by themselves."""
    chance = random.Random(92)
    lists = []
    for _ in range(3000):
        categories, slugs = chance.randint(1, 12), chance.randint(1, 40)
        lists.append(
            [
                Course(f"Category {chance.randrange(categories)}", f"{chance.randrange(slugs)}")
                for _ in range(chance.randrange(60))
            ]
        )
    return lists


def test_no_two_of_nine_in_a_row_look_alike() -> None:
    """Whatever the list: so neither the card before nor the one above does, in up to 8 columns."""
    repeated = [
        courses
        for courses in _lists()
        for looks in [cover_looks(courses)]
        if any(look in looks[max(0, at - APART) : at] for at, look in enumerate(looks))
    ]
    assert repeated == []


def test_a_course_keeps_its_look_unless_a_card_near_it_has_that_one() -> None:
    """And always its color; the pattern is the next one that is free."""
    for courses in _lists()[:300]:
        looks = cover_looks(courses)
        for at, (course, look) in enumerate(zip(courses, looks, strict=True)):
            own, near = cover_look(course), looks[max(0, at - APART) : at]
            skipped = [own.form + step for step in range((look.form - own.form) % FORMS)]
            assert look.hue == own.hue
            assert {(own.hue, form % FORMS) for form in skipped} <= set(near)


def test_the_app_has_the_same_looks() -> None:
    """The same list is in frontend/src/lib/cover-looks.test.ts."""
    courses = [
        Course("Data", "practical-sql"),
        Course("Data", "practical-sql"),
        Course("data", "sql-practical"),
        Course("Café", "über-bread"),
        Course("علوم", "حساب"),
        Course("Data", "statistics"),
    ]
    assert [tuple(look) for look in cover_looks(courses)] == [
        *((2, 8), (2, 9), (2, 10)),
        *((6, 3), (5, 3), (2, 7)),
    ]


def _shown(course: StoredCourse) -> tuple[str, pages.Reader]:
    request = PageRequest(
        path=f"/courses/{course.slug}", reader=Reader(language="en", theme=""), search=Search()
    )
    with (
        LinkSettings.override(lms_public_url=SITE),
        PageSettings.override(lms_page_manifest='{"css": [], "js": [], "preload": []}'),
    ):
        html = course_page(request, course.overview()).html
    return html, pages.Reader(httpx2.Response(200, text=html))


def test_a_picture_is_on_the_page_and_with_links_to_it() -> None:
    """In the widths that exist; sites that show a link get the widest."""
    file_id = new_id()
    course = a_course(status="published", cover_file_id=file_id).course

    html, page = _shown(course)

    address = f"/api/courses/{course.id}/cover?v={file_id}"
    srcset = ", ".join(f"{address}&amp;width={each} {each}w" for each in COVER_WIDTHS)
    assert f'srcset="{srcset}" src="{address}&amp;width={COVER_WIDTHS[0]}"' in html
    widest = f"{SITE}{address}&width={max(COVER_WIDTHS)}"
    assert page.meta["og:image"] == page.structured["Course"]["image"] == widest
    assert page.meta["twitter:card"] == "summary_large_image"


def test_without_a_picture_links_show_the_sites_own() -> None:
    """And the page has its course's color and pattern."""
    course = a_course(status="published").course

    html, page = _shown(course)

    look = cover_look(course)
    assert f'class="cover cover--hue-{look.hue} cover--form-{look.form}"' in html
    assert page.meta["og:image"] == f"{SITE}/icons/icon-512.png"
    assert page.meta["twitter:card"] == "summary"
    assert "image" not in page.structured["Course"]
