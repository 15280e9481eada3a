"""Opening a course."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from functions.create_course.main import create_course
from lms_courses import Exercise
from lms_kernel import Actor, new_id
from lms_money import currencies
from lms_testing import CapturedEvents, actor, client
from lms_testing.catalog import FakeCatalog
from lms_testing.courses import FakeCourses

pytestmark = pytest.mark.usefixtures("shown")
OLGA = actor("instructor")


async def _create(body: object, *, as_: Actor = OLGA, key: str | None = None) -> httpx2.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    async with client(create_course, as_=as_) as http:
        return await http.post("/api/courses", json=body, headers=headers)


def _module(depth: int, **lesson: Any) -> dict[str, Any]:
    """Return modules nested to this depth, the innermost with a lesson."""
    if depth == 1:
        return {"title": "M", "lessons": [{"title": "L", "kind": "video", **lesson}]}
    return {"title": "M", "modules": [_module(depth - 1, **lesson)]}


@pytest.mark.parametrize("role", ["instructor", "admin"])
async def test_an_author_gets_a_draft(
    shelf: FakeCourses, shown: FakeCatalog, published: CapturedEvents, role: str
) -> None:
    """201 with the draft, its location and its version; the event follows the response."""
    author = actor(role)

    answer = await _create({"title": "  Growing   Gärten "}, as_=author)

    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["location"] == f"/api/courses/{body['id']}"
    assert answer.headers["etag"] == '"1"'
    assert (body["title"], body["slug"]) == ("Growing Gärten", "growing-garten")
    assert (body["status"], body["owner_id"], body["version"]) == ("draft", author.id, 1)
    assert (body["capacity"], body["published_at"]) == (None, None)
    assert list(shelf.kept) == [body["id"]]
    assert published.types() == ["org.learning.course.created.v1"]
    assert published[0]["subject"] == body["id"]
    assert published[0]["privileged"] == "true"
    assert shelf.outbox.kept == {}
    assert list(shown.kept) == [body["id"]]


async def test_everything_that_is_said_is_kept(shelf: FakeCourses) -> None:
    """Every field is returned, cleaned up; parts without an id get one, others keep theirs."""
    fields = {
        "title": "Soil",
        "description": "About\nsoil",
        "category": "Nature",
        "level": "advanced",
        "tags": [" Soil ", "soil", "SUN"],
        "language": "pt-BR",
        "price": {"amount": 4900, "currency": "EUR"},
        "capacity": 30,
        "status": "published",
        "content": {"modules": [{"id": "m1", **_module(2, id="l1", duration_minutes=5)}]},
        "completion": {"minimum_percent": 80, "required_lessons": ["l1"]},
        "cover_file_id": new_id(),
    }

    answer = await _create(fields)

    assert answer.status_code == 201
    body = answer.json()
    assert body["tags"] == ["soil", "sun"]
    assert body["published_at"] == body["created_at"]
    outer = body["outline"]["modules"][0]
    assert outer["id"] == "m1"
    assert outer["modules"][0]["id"]
    for name in fields.keys() - {"title", "tags", "content"}:
        assert body[name] == fields[name]


async def test_the_response_has_the_outline_and_not_the_content(
    shelf: FakeCourses, published: CapturedEvents
) -> None:
    """Neither do the events; the store keeps every field of every kind of lesson."""
    lessons: list[dict[str, Any]] = [
        {"title": "Text", "kind": "article", "body": "SECRET body", "is_preview": True},
        {
            "title": "Film",
            "kind": "video",
            "url": "https://secret.example/film",
            "captions": [{"language": "de", "file_id": new_id()}],
        },
        {"title": "Sheet", "kind": "file", "file_id": new_id()},
        {
            "title": "Work",
            "kind": "exercise",
            "exercise": {"accepts": ["file", "file"], "max_points": 20},
        },
    ]

    answer = await _create(
        {"title": "Soil", "content": {"modules": [{"title": "M", "lessons": lessons}]}}
    )

    body = answer.json()
    assert "content" not in body
    shown = body["outline"]["modules"][0]["lessons"]
    assert {frozenset(each) for each in shown} == {
        frozenset({"id", "title", "kind", "duration_minutes", "is_preview"})
    }
    assert [each["is_preview"] for each in shown] == [True, False, False, False]
    (course,) = shelf.kept.values()
    text, film, sheet, work = course.content.lessons()
    assert (text.body, film.captions[0].language) == ("SECRET body", "de")
    assert (sheet.file_id, work.exercise) == (
        lessons[2]["file_id"],
        Exercise(accepts=["file"], max_points=20),
    )
    assert "secret" not in f"{answer.text} {published[0]}".lower()


async def test_captions_are_in_as_many_languages(shelf: FakeCourses) -> None:
    """422 at the second of one language, in whatever case; another lesson may have it again."""

    def lesson(*languages: str) -> dict[str, Any]:
        captions = [{"language": each, "file_id": new_id()} for each in languages]
        return {"title": "Film", "kind": "video", "captions": captions}

    async def faults(*lessons: dict[str, Any]) -> list[str]:
        content = {"modules": [{"title": "M", "lessons": list(lessons)}]}
        answer = await _create({"title": "Soil", "content": content})
        return [each["field"] for each in answer.json().get("errors", [])]

    assert await faults(lesson("en", "de"), lesson("en", "en-GB")) == []
    assert await faults(lesson("en", "de"), lesson("de", "en", "EN", "en")) == [
        f"content.modules[0].lessons[1].captions[{at}].language" for at in (2, 3)
    ]


async def test_a_course_that_is_born_public_tells_both(
    shelf: FakeCourses, published: CapturedEvents
) -> None:
    """Creating and publishing in one step publishes two events."""
    await _create({"title": "Soil", "status": "published"})

    assert published.types() == [
        "org.learning.course.created.v1",
        "org.learning.course.published.v1",
    ]


async def test_the_same_title_gets_another_slug(shelf: FakeCourses) -> None:
    """Two courses may share a title but never an address."""
    first, second = await _create({"title": "Soil"}), await _create({"title": "Soil"})

    assert first.json()["slug"] == "soil"
    assert second.json()["slug"].startswith("soil-")


async def test_a_repeat_with_the_same_key_is_answered_the_same(
    shelf: FakeCourses, published: CapturedEvents
) -> None:
    """One Idempotency-Key makes one course; reusing the key with another body is refused."""
    first = await _create({"title": "Soil"}, key="k1")
    again = await _create({"title": "Soil"}, key="k1")
    other = await _create({"title": "Sun and rain"}, key="k1")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert len(shelf.kept) == len(published) == 1


@pytest.mark.parametrize("code", sorted(currencies))
async def test_every_currency_of_iso_4217_reads_back(shelf: FakeCourses, code: str) -> None:
    """With the same amount, on the course and in the event; letters may be small."""
    price = {"amount": 123_456, "currency": code}
    for typed in (code, f" {code.lower()} "):
        answer = await _create({"title": "Soil", "price": {**price, "currency": typed}})
        assert (answer.status_code, answer.json()["price"]) == (201, price)
        kept = shelf.kept[answer.json()["id"]].price
        assert (kept.amount, kept.currency) == (123_456, code)


@pytest.mark.parametrize(
    "code",
    # Nobody's; withdrawn; metals and testing, which have no minor units; and letters
    # that become ASCII only by a change of case (Unicode, SpecialCasing and UnicodeData).
    ["ABC", "DEM", "HRK", "XAU", "XDR", "XTS", "", "EURO", "E", "978", "EU\uff32",
     "\u0131nr", "u\u017fd", "\ufb00", "\u24ba\u24ca\u24c7", "EUR\u200b", "EUR\n\u2028USD"],
)  # fmt: skip
async def test_what_is_no_currency_of_iso_4217_is_refused(shelf: FakeCourses, code: str) -> None:
    """422 for the field: ISO 4217 knows capitals of ASCII alone."""
    answer = await _create({"title": "Soil", "price": {"amount": 1, "currency": code}})
    assert answer.status_code == 422, answer.text
    assert [each["field"] for each in answer.json()["errors"]] == ["price.currency"]
    assert shelf.kept == {}


async def test_every_fault_is_named(shelf: FakeCourses) -> None:
    """422 names each invalid field by its path, including unknown ones."""
    answer = await _create(
        {
            "title": "\u200b",
            "category": "",
            "level": "expert",
            "tags": ["a\nb"],
            "language": "English",
            "price": {"amount": -1, "currency": "EUR"},
            "capacity": 0,
            "status": "archived",
            "content": {"modules": [_module(2, kind="song")]},
            "slug": "mine",
        }
    )

    assert answer.status_code == 422
    assert {each["field"] for each in answer.json()["errors"]} == {
        "title",
        "category",
        "level",
        "tags[0]",
        "language",
        "price.amount",
        "capacity",
        "status",
        "content.modules[0].modules[0].lessons[0].kind",
        "slug",
    }
    assert shelf.kept == {}


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"title": "     "}, "title"),
        ({"title": "Soil", "category": "    "}, "category"),
        (
            {"title": "Soil", "content": {"modules": [_module(6)]}},
            "content" + ".modules[0]" * 6,
        ),
        (
            {"title": "Soil", "content": {"modules": [_module(1, id="a"), _module(1, id="a")]}},
            "content.modules[1].lessons[0].id",
        ),
        ({"title": "Soil", "content": {"modules": [_module(1)] * 201}}, "content"),
        (
            {
                "title": "Soil",
                "content": {"modules": [{"title": "M", "lessons": _module(1)["lessons"] * 501}]},
            },
            "content",
        ),
        (
            {
                "title": "Soil",
                "content": {"modules": [_module(1, body="word " * 20_000) for _ in range(8)]},
            },
            "content",
        ),
        (
            {
                "title": "Soil",
                "content": {"modules": [_module(1, id="a")]},
                "completion": {"required_lessons": ["a", "b"]},
            },
            "completion.required_lessons[1]",
        ),
    ],
)
async def test_what_makes_no_sense_as_a_whole_is_refused(
    shelf: FakeCourses, wish: object, field: str
) -> None:
    """Blank names, outlines that are too deep or too big, and duplicate ids are named."""
    answer = await _create(wish)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_the_deepest_outline_is_welcome(shelf: FakeCourses) -> None:
    """Five levels of modules are allowed."""
    answer = await _create({"title": "Soil", "content": {"modules": [_module(5)]}})

    assert answer.status_code == 201


async def test_only_authors_open_courses(shelf: FakeCourses) -> None:
    """403 for learners."""
    assert (await _create({"title": "Soil"}, as_=actor("student"))).status_code == 403
    assert shelf.kept == {}


async def test_an_outage_of_the_catalog_fails_nobody(
    shelf: FakeCourses, shown: FakeCatalog, published: CapturedEvents
) -> None:
    """The course is saved and announced; the event brings it into the catalog later."""
    shown.is_away = True

    answer = await _create({"title": "Soil"})

    assert answer.status_code == 201
    assert published.types() == ["org.learning.course.created.v1"]


async def test_an_outage_of_the_broker_loses_no_event(
    shelf: FakeCourses, published: CapturedEvents
) -> None:
    """What could not be published waits in the outbox."""
    published.is_away = True

    answer = await _create({"title": "Soil"})

    assert answer.status_code == 201
    assert [each["subject"] for each in shelf.outbox.kept.values()] == [answer.json()["id"]]
