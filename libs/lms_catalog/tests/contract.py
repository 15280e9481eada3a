"""What every catalog promises: one suite for the fake and for PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from lms_catalog import (
    SUMMARY_LENGTH,
    Bounds,
    CatalogPage,
    CatalogQuery,
    FacetValue,
    Instructor,
    PostgresCatalog,
)
from lms_kernel import Invalid, accept, new_id
from lms_testing.catalog import OLGA, FakeCatalog, card

Catalog = PostgresCatalog | FakeCatalog

OTTO = "00000000-0000-7000-8000-00000000000b"
_DELETED_AT = datetime(2026, 1, 1, tzinfo=UTC)
_HERBS = 7


async def titles(
    store: Catalog, viewer: str | None = None, *, sees_all: bool = False, **asked: Any
) -> list[str]:
    """Return the titles of the first page of a search."""
    query = msgspec.convert(asked, CatalogQuery)
    page = await store.search(query, viewer, sees_all=sees_all)
    return [item.title for item in page.items]


class CatalogContract:
    """What every catalog promises; a test class gives the fixture ``store``, an empty one."""

    async def test_a_card_is_shown_as_it_is(self, store: Catalog) -> None:
        """What was indexed comes out, with the beginning of its description."""
        shown = card(
            description="Grow   things. " * 60,
            tags=["soil", "sun"],
            capacity=30,
            lessons=3,
            cover_file_id=OTTO,
        )
        await store.index(shown)

        page = await store.search(CatalogQuery())
        assert page.total == 1
        item = page.items[0]
        assert (item.id, item.slug, item.tags) == (shown.course_id, "a-course", ["soil", "sun"])
        assert (item.capacity, item.enrolled, item.lessons) == (30, 0, 3)
        assert item.instructor == Instructor(OLGA, None)
        assert item.published_at == shown.published_at
        assert item.cover_file_id == OTTO
        assert item.summary.startswith("Grow things. Grow things.")
        assert len(item.summary) <= SUMMARY_LENGTH
        assert page.corrected is None
        assert page.total_is_exact

    async def test_an_older_version_changes_nothing(self, store: Catalog) -> None:
        """Events may come late or twice: the newest version stays."""
        first = card("First")
        second = msgspec.structs.replace(first, title="Second", version=2)

        assert await store.index(second)
        assert not await store.index(first)
        assert not await store.index(second)

        assert await titles(store) == ["Second"]

    async def test_a_deleted_course_stays_deleted(self, store: Catalog) -> None:
        """A late event of an older version does not bring a course back."""
        first = card("Mistake")
        await store.index(first)
        await store.index(msgspec.structs.replace(first, version=3, deleted_at=first.updated_at))

        assert not await store.index(msgspec.structs.replace(first, version=2))
        page = await store.search(CatalogQuery())
        assert (page.items, page.total, page.facets.category) == ([], 0, [])

    async def test_a_rebuild_writes_the_same_version_again(self, store: Catalog) -> None:
        """Refreshing replaces a row of the same version, and never a newer one."""
        shown = card("As it was", version=2)
        await store.index(shown)

        assert await store.index(msgspec.structs.replace(shown, title="As it is"), refresh=True)
        old = msgspec.structs.replace(shown, title="Older", version=1)
        assert not await store.index(old, refresh=True)
        assert await titles(store) == ["As it is"]

    async def test_drafts_are_for_their_owner_and_those_who_see_all(self, store: Catalog) -> None:
        """Nobody else finds them, whatever they ask for."""
        await store.index(card("Public"))
        await store.index(card("Secret", status="draft", published_at=None))

        assert await titles(store) == ["Public"]
        assert await titles(store, OLGA) == ["Public"]
        assert await titles(store, OLGA, status="draft", instructor="me") == ["Secret"]
        assert await titles(store, OTTO, status="draft") == []
        assert await titles(store, OTTO, status="any") == ["Public"]
        assert sorted(await titles(store, OLGA, status="any")) == ["Public", "Secret"]
        assert await titles(store, OTTO, status="draft", sees_all=True) == ["Secret"]

    @pytest.mark.parametrize("words", [{}, {"q": "roses"}, {"tag": ["soil"]}])
    async def test_one_course_is_found_by_its_id(
        self, store: Catalog, words: dict[str, Any]
    ) -> None:
        """By itself or with other filters, all of which still have to match."""
        roses, ferns = card("Roses", tags=["soil"]), card("Ferns", number=1)
        await store.index(roses)
        await store.index(ferns)

        assert await titles(store, id=roses.course_id, **words) == ["Roses"]
        assert await titles(store, id=ferns.course_id, **words) == ([] if words else ["Ferns"])

    async def test_filters_narrow_together(self, store: Catalog) -> None:
        """Category (in any case), level, language, every tag and the instructor all have to fit."""
        await store.index(card("Roses", tags=["soil", "sun"], owner_id=OTTO))
        await store.index(card("Ferns", tags=["soil"], level="advanced", language="de"))
        await store.index(card("Jazz", category="Music", tags=["sun"]))

        assert sorted(await titles(store, category="nature")) == ["Ferns", "Roses"]
        assert await titles(store, category="Nature", level="advanced") == ["Ferns"]
        assert await titles(store, language="de") == ["Ferns"]
        assert await titles(store, tag=["soil", "sun"]) == ["Roses"]
        assert await titles(store, instructor=OTTO) == ["Roses"]
        assert await titles(store, instructor=OTTO, category="Music") == []

    @pytest.mark.parametrize("asked", [{}, {"q": "course"}, {"tag": ["all"]}])
    async def test_facets_count_the_search(self, store: Catalog, asked: dict[str, Any]) -> None:
        """Browsing, searching and filtering count what was found, most frequent first."""
        common: dict[str, Any] = {"description": "course", "tags": ["all"]}
        await store.index(card("One", **common, level="advanced"))
        await store.index(card("Two", **common))
        await store.index(card("Three", **common | {"tags": ["all", "sun"]}, category="Music"))
        await store.index(card("Hidden", **common, status="archived"))

        page = await store.search(msgspec.convert(asked, CatalogQuery))
        assert (page.total, len(page.items)) == (3, 3)
        assert page.facets.category == [FacetValue("Nature", 2), FacetValue("Music", 1)]
        assert page.facets.level == [FacetValue("beginner", 2), FacetValue("advanced", 1)]
        assert page.facets.language == [FacetValue("en", 3)]
        assert page.facets.tag == [FacetValue("all", 3), FacetValue("sun", 1)]

    async def test_a_changed_course_is_counted_anew(self, store: Catalog) -> None:
        """Counts follow a course that moves, and forget one that is archived."""
        first = card("Moves", tags=["soil"])
        await store.index(first)
        moved = msgspec.structs.replace(first, version=2, category="Music", tags=["sun"])
        await store.index(moved)

        facets = (await store.search(CatalogQuery())).facets
        assert facets.category == [FacetValue("Music", 1)]
        assert facets.tag == [FacetValue("sun", 1)]
        await store.index(msgspec.structs.replace(moved, version=3, status="archived"))
        assert (await store.search(CatalogQuery())).total == 0

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("newest", ["Cress", "Basil", "Anise"]),
            ("title", ["Anise", "Basil", "Cress"]),
            ("price", ["Basil", "Cress", "Anise"]),
            ("relevance", ["Cress", "Basil", "Anise"]),
        ],
    )
    async def test_lists_are_sorted(self, store: Catalog, sort: str, expected: list[str]) -> None:
        """Every order is its own; without words relevance is the newest."""
        for number, (title, amount) in enumerate([("Anise", 30), ("Basil", 10), ("Cress", 20)]):
            price = {"amount": amount, "currency": "EUR"}
            await store.index(card(title, number=number, price=price))

        assert await titles(store, sort=sort) == expected

    @pytest.mark.parametrize("sort", ["newest", "title", "price", "popular", "relevance"])
    @pytest.mark.parametrize("asked", [{}, {"q": "herb"}, {"tag": ["green"]}])
    async def test_pages_cover_a_list_without_gaps(
        self, store: Catalog, sort: str, asked: dict[str, Any]
    ) -> None:
        """Cursors and numbers show every course once, also where many share a sort value."""
        for number in range(_HERBS):
            await store.index(card(f"Herb {number % 2}", number=number // 3, tags=["green"]))

        by_number: list[str] = []
        for page in (1, 2, 3):
            query = msgspec.convert({**asked, "sort": sort, "limit": 3, "page": page}, CatalogQuery)
            by_number += [item.id for item in (await store.search(query)).items]
        by_cursor: list[str] = []
        cursor: str | None = None
        for _ in range(3):
            query = msgspec.convert(
                {**asked, "sort": sort, "limit": 3, "cursor": cursor}, CatalogQuery
            )
            answer = await store.search(query)
            assert answer.total == len(by_number)
            by_cursor += [item.id for item in answer.items]
            cursor = answer.next_cursor

        assert by_cursor == by_number
        assert len(set(by_number)) == len(by_number) == _HERBS
        assert cursor is None

    @pytest.mark.parametrize("asked", [{"q": "herb"}, {"tag": ["green"]}, {"instructor": OLGA}])
    async def test_a_search_counts_so_many(self, store: Catalog, asked: dict[str, Any]) -> None:
        """There may be more than it says, and then it says so; facets count at least."""
        store.bounds = Bounds(counted=5)
        for number in range(_HERBS):
            await store.index(card(f"Herb {number}", number=number, tags=["green"]))
            page = await store.search(msgspec.convert(asked, CatalogQuery))
            assert (page.total, page.total_is_exact) == (min(number + 1, 5), number < 5)
            (level,) = page.facets.level
            assert level.count == page.total

        assert (await store.search(CatalogQuery())).total == _HERBS

    @pytest.mark.parametrize("sort", ["newest", "title", "price", "popular", "relevance"])
    @pytest.mark.parametrize(
        "asked",
        [{"q": "herb"}, {"q": "green"}, {"tag": ["green"]}, {"q": "herb", "level": "beginner"}],
    )
    async def test_pages_go_on_behind_what_is_counted(
        self, store: Catalog, sort: str, asked: dict[str, Any]
    ) -> None:
        """To the end, each course once; by relevance to the last of those that are ranked."""
        store.bounds = Bounds(counted=4)
        for number in range(_HERBS):
            await store.index(card(f"Herb {number % 2}", number=number // 3, tags=["green"]))
        is_ranked = sort == "relevance" and "q" in asked

        async def page(**where: Any) -> CatalogPage:
            query = {**asked, "sort": sort, "limit": 3, **where}
            return await store.search(msgspec.convert(query, CatalogQuery))

        by_number = [item.id for number in (1, 2, 3) for item in (await page(page=number)).items]
        by_cursor: list[str] = []
        cursor: str | None = None
        for _ in range(3):
            answer = await page(cursor=cursor)
            by_cursor += [item.id for item in answer.items]
            if (cursor := answer.next_cursor) is None:
                break

        assert by_cursor == by_number
        assert len(set(by_number)) == len(by_number) == (4 if is_ranked else _HERBS)
        assert cursor is None

    async def test_published_courses_have_addresses(self, store: Catalog) -> None:
        """Page by page, in the order of ids; drafts, archived and deleted courses have none."""
        ids = sorted(new_id() for _ in range(5))
        cards = [card(slug=f"herb-{number}", course_id=id_) for number, id_ in enumerate(ids)]
        for one in cards:
            await store.index(one)
        for status in ("draft", "archived"):
            await store.index(card(status, slug=status, status=status))
        gone = msgspec.structs.replace(cards[0], version=2, deleted_at=_DELETED_AT)
        await store.index(gone)

        pages = [await store.addresses(page, 3) for page in (1, 2, 3)]

        assert [[each.slug for each in page] for page in pages] == [
            ["herb-1", "herb-2", "herb-3"], ["herb-4"], [],
        ]  # fmt: skip
        assert pages[0][0].updated_at == cards[1].updated_at

    @pytest.mark.parametrize("cursor", ["nonsense", "W10", "!", "WyJuZXdlc3QiLCJ4IiwieSJd"])
    async def test_a_foreign_cursor_is_refused(self, store: Catalog, cursor: str) -> None:
        """A position that is none of this list's names the field at fault."""
        with pytest.raises(Invalid) as refused:
            await store.search(CatalogQuery(cursor=cursor))

        assert [each.field for each in refused.value.errors] == ["cursor"]

    async def test_an_instructor_is_named_by_id(self, store: Catalog) -> None:
        """Anything that is no id is refused by name, and so is ``me`` from nobody."""
        with pytest.raises(Invalid) as misread:
            accept({"instructor": "Olga"}, CatalogQuery)
        with pytest.raises(Invalid) as refused:
            await store.search(CatalogQuery(instructor="me"))
        assert misread.value.errors == refused.value.errors

    async def test_words_are_found_wherever_they_stand(self, store: Catalog) -> None:
        """Title, tags, category, description and outline are searched; every word must be there."""
        await store.index(
            card("Soil", description="about worms", tags=["compost"], outline=["Roots", "Rain"])
        )
        await store.index(card("Sun", description="about light"))

        for word in ("soil", "COMPOST", "worms", "roots", "nature soil", "rain worms"):
            assert "Soil" in await titles(store, q=word), word
        assert await titles(store, q="worms light") == []
        assert sorted(await titles(store, q="nature")) == ["Soil", "Sun"]
