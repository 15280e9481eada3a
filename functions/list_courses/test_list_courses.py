"""Browsing and searching the catalog."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from prometheus_client import REGISTRY

from functions.list_courses.main import list_courses
from lms_catalog import Card, show
from lms_kernel import Actor
from lms_testing import actor, client
from lms_testing.access import redis_away
from lms_testing.catalog import FakeCatalog, card, fake_catalog

OLGA = actor("instructor")


@pytest.fixture
def shown() -> Iterator[FakeCatalog]:
    """Return the catalog of this test alone."""
    with fake_catalog() as fake:
        yield fake


def _show(shown: FakeCatalog, *cards: Card) -> None:
    shown.kept |= {each.course_id: each for each in cards}


async def _list(
    query: str = "", *, as_: Actor | None = None, headers: dict[str, str] | None = None
) -> httpx2.Response:
    async with client(list_courses, as_=as_) as http:
        return await http.get(f"/api/courses?{query}", headers=headers)


def _titles(answer: httpx2.Response) -> list[str]:
    assert answer.status_code == 200
    return [item["title"] for item in answer.json()["items"]]


async def test_a_page_has_its_facets(shown: FakeCatalog) -> None:
    """The shape of every list, with facets and the corrected query."""
    _show(shown, card("Soil", tags=["sun"]), card("Sun", number=1, category="Music"))

    answer = await _list("limit=1")

    body = answer.json()
    assert set(body) == {
        "items", "total", "total_is_exact", "page", "limit", "next_cursor", "facets", "corrected",
    }  # fmt: skip
    assert (body["total"], body["page"], body["limit"]) == (2, 1, 1)
    assert body["next_cursor"]
    assert body["corrected"] is None
    assert set(body["facets"]) == {"category", "level", "language", "tag"}
    assert body["facets"]["tag"] == [{"value": "sun", "count": 1}]
    assert _titles(await _list(f"limit=1&cursor={body['next_cursor']}")) == ["Soil"]
    assert _titles(await _list("limit=1&page=2")) == ["Soil"]


async def test_every_filter_is_understood(shown: FakeCatalog) -> None:
    """Filters come from the query string, where tags may repeat."""
    _show(
        shown,
        card("Soil", tags=["a", "b"], level="advanced", language="de", owner_id=OLGA.id),
        card("Sun", tags=["a"]),
    )

    for query in (
        "q=soil", "tag=a&tag=b", "level=advanced", "language=de", f"instructor={OLGA.id}",
        "category=nature&q=soil", "sort=title&limit=1",
    ):  # fmt: skip
        assert _titles(await _list(query)) == ["Soil"], query


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("page=0", "page"),
        ("sort=best", "sort"),
        ("level=expert", "level"),
        ("status=gone", "status"),
        ("cursor=nonsense", "cursor"),
        ("instructor=Olga", "instructor"),
        ("colour=green", "colour"),
        ("limit=1&limit=2", "limit"),
        ("q=" + "x" * 201, "q"),
        ("&".join(["tag=a"] * 11), "tag"),
        ("tag=" + "x" * 61, "tag[0]"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    shown: FakeCatalog, query: str, field: str
) -> None:
    """422 names the parameter."""
    answer = await _list(query)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_strangers_share_an_answer_and_others_do_not(shown: FakeCatalog) -> None:
    """A CDN may keep what anonymous callers see; signed-in callers get their own response."""
    public, private = await _list(), await _list(as_=OLGA)

    assert public.headers["cache-control"].startswith("public, max-age=")
    assert "stale-while-revalidate" in public.headers["cache-control"]
    assert private.headers["cache-control"].startswith("private")
    assert public.headers["vary"] == private.headers["vary"] == "Authorization"


async def test_an_unchanged_page_is_not_sent_again(shown: FakeCatalog) -> None:
    """304 while the body would be the same."""
    _show(shown, card("Soil"))
    tag = (await _list()).headers["etag"]

    same = await _list(headers={"If-None-Match": tag})
    await show(card("Sun"))
    changed = await _list(headers={"If-None-Match": tag})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200


async def test_drafts_are_for_their_owner_and_admins(shown: FakeCatalog) -> None:
    """Others find nothing; an anonymous caller is asked to sign in."""
    _show(shown, card("Secret", status="draft", owner_id=OLGA.id))

    assert _titles(await _list("status=draft", as_=OLGA)) == ["Secret"]
    assert _titles(await _list("status=draft&instructor=me", as_=OLGA)) == ["Secret"]
    assert _titles(await _list("status=any", as_=actor("admin"))) == ["Secret"]
    assert _titles(await _list("status=draft", as_=actor("student"))) == []
    assert _titles(await _list(as_=OLGA)) == []
    assert (await _list("status=draft")).status_code == 401
    assert (await _list("instructor=me")).status_code == 401


async def test_first_pages_come_from_the_cache(shown: FakeCatalog) -> None:
    """The database gets the same query once, until the catalog changes."""
    _show(shown, card("Soil"))

    for _ in range(3):
        assert _titles(await _list("q=soil")) == ["Soil"]
    assert shown.searches == 1
    await show(card("Soil again"))

    assert len(_titles(await _list("q=soil"))) == 2
    await _list("page=2")
    await _list("page=2")
    assert shown.searches == 4


async def test_drafts_are_never_cached(shown: FakeCatalog) -> None:
    """What one owner sees reaches nobody else through the cache."""
    _show(shown, card("Secret", status="draft", owner_id=OLGA.id))

    await _list("status=draft", as_=OLGA)

    assert _titles(await _list("status=draft", as_=actor("instructor", "two"))) == []


async def test_without_redis_the_catalog_answers(shown: FakeCatalog) -> None:
    """Every page then comes from the database, and is counted as such."""
    _show(shown, card("Soil"))
    before = _counted("away")

    with redis_away():
        assert _titles(await _list()) == ["Soil"]
        assert _titles(await _list()) == ["Soil"]

    assert shown.searches == 2
    assert _counted("away") == before + 2


def _counted(cache: str) -> float:
    return REGISTRY.get_sample_value("lms_catalog_queries_total", {"cache": cache}) or 0
