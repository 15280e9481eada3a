"""The catalog in memory, for tests of the code in front of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from lms_catalog import (
    Bounds,
    Card,
    CatalogItem,
    CatalogPage,
    CatalogQuery,
    CourseAddress,
    Facets,
    FacetValue,
    Instructor,
    PageCache,
    Words,
    catalog,
    category_id,
    page_cache,
    places,
    whole,
    words,
)
from lms_kernel import Part, Unavailable, decode_cursor, foreign_cursor, new_id, page_of

OLGA = "00000000-0000-7000-8000-00000000000a"
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class FakeCatalog:
    """The read model as a dictionary; it knows no other forms of a word and corrects nothing."""

    kept: dict[str, Card] = field(default_factory=dict)
    enrolled: dict[str, int] = field(default_factory=dict)
    """Taken seats by course."""
    is_away: bool = False
    searches: int = 0
    bounds: Bounds = field(default_factory=Bounds)
    """A search counts no more than these; and by relevance lists no more."""

    async def index(self, card: Card, *, refresh: bool = False) -> bool:
        """Show the card unless a newer one is there."""
        self._answer()
        known = self.kept.get(card.course_id)
        if known and (known.version, refresh) > (card.version, True):
            return False
        if known and known.version >= card.version and not refresh:
            return False
        self.kept[card.course_id] = card
        return True

    async def search(
        self, query: CatalogQuery, viewer_id: str | None = None, *, sees_all: bool = False
    ) -> CatalogPage:
        """Return one page of what the viewer may see."""
        self._answer()
        self.searches += 1
        owner = query.owner(viewer_id)
        mine = {viewer_id} if viewer_id else set()
        found = [
            card
            for card in self.kept.values()
            if card.deleted_at is None
            and query.status in {"any", card.status}
            and (card.status == "published" or sees_all or card.owner_id in mine)
            and owner in {None, card.owner_id}
            and _fits(card, query)
        ]
        is_bounded = query.status == "published" and bool(
            words(query.q) or query.tag or query.instructor or query.id
        )
        counted = found[: self.bounds.counted] if is_bounded else found
        key, is_descending = _ORDERS[query.order]
        found.sort(key=lambda card: (key(card), card.course_id), reverse=is_descending)
        total = len(found)
        if query.order == "relevance" and is_bounded:
            found = found[: self.bounds.counted]
        start = query.offset
        if query.cursor is not None:
            (last,) = decode_cursor(query.cursor, tuple[str])
            ids = [card.course_id for card in found]
            if last not in ids:
                raise foreign_cursor()
            start = ids.index(last) + 1
        items = [
            _item(card, self.enrolled.get(card.course_id, 0))
            for card in found[start : start + query.fetched]
        ]
        page = page_of(query, Part(items, len(counted)), lambda item: (item.id,))
        spellings: dict[str, str] = {}
        for spelling in sorted({card.category for card in counted}):
            spellings.setdefault(category_id(spelling), spelling)
        return CatalogPage(
            **msgspec.structs.asdict(page),
            total_is_exact=len(counted) == total,
            facets=Facets(
                category=_facet(spellings[category_id(card.category)] for card in counted),
                level=_facet(card.level for card in counted),
                language=_facet(card.language for card in counted),
                tag=_facet(tag for card in counted for tag in card.tags)[:20],
            ),
            corrected=None,
        )

    async def addresses(self, page: int, limit: int) -> list[CourseAddress]:
        """Return one page of all published courses, in the order of ids."""
        self._answer()
        public = [
            card
            for _, card in sorted(self.kept.items())
            if card.deleted_at is None and card.status == "published"
        ]
        shown = public[(page - 1) * limit : page * limit]
        return [CourseAddress(card.slug, card.updated_at) for card in shown]

    def _answer(self) -> None:
        if self.is_away:
            raise Unavailable("The database cannot be reached.")


_ORDERS: dict[str, tuple[Callable[[Card], Any], bool]] = {
    "relevance": (lambda card: card.version, True),
    "newest": (lambda card: card.published_at or card.created_at, True),
    "title": (lambda card: card.title.lower(), False),
    "popular": (lambda _: 0, True),
    "price": (
        lambda card: (card.price.currency if card.price.amount else "", card.price.amount),
        False,
    ),
}


def _fits(card: Card, query: CatalogQuery) -> bool:
    return (
        _has_words(card, words(query.q))
        and query.id in {None, card.course_id}
        and category_id(query.category or card.category) == category_id(card.category)
        and query.level in {None, card.level}
        and query.language in {None, card.language}
        and set(query.tag) <= set(card.tags)
    )


def _has_words(card: Card, asked: Words | None) -> bool:
    if asked is None or asked.whole == whole(card.title):
        return True
    text = places(card.title, card.category, card.description, *card.tags, *card.outline)
    known = {word for place in text for word in place.split()}

    def has(term: str) -> bool:
        return all(
            any(each.startswith(word[:-1]) for each in known) if word[-1] == "*" else word in known
            for word in term.split()
        )

    alternatives: list[list[bool]] = [[]]
    for term, kind in zip(asked.terms, asked.kinds, strict=True):
        if kind == "or":
            alternatives.append([])
        elif kind == "without":
            if has(term):
                return False
        else:
            alternatives[-1].append(has(term))
    return any(each and all(each) for each in alternatives)


def _facet(values: Iterator[str]) -> list[FacetValue]:
    counts = Counter(values)
    return [
        FacetValue(value, count)
        for value, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]


def _item(card: Card, enrolled: int) -> CatalogItem:
    fields = msgspec.structs.asdict(card)
    return CatalogItem(
        id=card.course_id,
        summary=card.summary,
        enrolled=enrolled,
        instructor=Instructor(card.owner_id, None),
        **{name: fields[name] for name in CatalogItem.__struct_fields__ if name in fields},
    )


@contextmanager
def fake_catalog() -> Iterator[FakeCatalog]:
    """Put a fake read model in the place of PostgreSQL, with a fresh page cache before it."""
    with catalog.override(FakeCatalog()) as fake, page_cache.override(PageCache()):
        yield fake


@pytest.fixture
def shown() -> Iterator[FakeCatalog]:
    """Return the catalog of this test alone."""
    with fake_catalog() as fake:
        yield fake


def card(title: str = "Gardening", *, number: int = 0, **fields: Any) -> Card:
    """Return the card of a published course; ``number`` makes it that many days newer."""
    day = _EPOCH + timedelta(days=number)
    plain: dict[str, Any] = {
        "course_id": new_id(),
        "version": 1,
        "slug": "a-course",
        "title": title,
        "description": "",
        "category": "Nature",
        "level": "beginner",
        "tags": [],
        "language": "en",
        "price": {"amount": 0, "currency": "EUR"},
        "capacity": None,
        "status": "published",
        "owner_id": OLGA,
        "outline": [],
        "lessons": 0,
        "duration_minutes": 0,
        "created_at": day,
        "updated_at": day,
        "published_at": day,
    }
    return msgspec.convert(plain | fields, Card)
