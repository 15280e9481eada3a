"""Titles in every script that Unicode has, on a real PostgreSQL: what is written is found."""

from __future__ import annotations

import asyncio
import sys
import unicodedata
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from lms_catalog import CatalogQuery, PostgresCatalog, category_id
from lms_postgres import Database, PostgresSettings
from lms_testing.catalog import card

if TYPE_CHECKING:
    from collections.abc import Iterator

# All letters, marks, numbers, symbols and punctuation that are assigned (UAX 44), and spaces.
_TEXT = st.characters(categories=("L", "M", "N", "S", "P", "Zs"))
_TITLES = st.text(_TEXT, min_size=3, max_size=60).filter(str.strip)
_ALL = "The whole catalog"


class _Shelf:
    """A catalog that a synchronous test can ask: Hypothesis draws examples in no event loop."""

    def __init__(self, url: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._database = Database(PostgresSettings(database_url=url))
        self.store = PostgresCatalog(self._database)

    def index(self, title: str, category: str = "General") -> None:
        """Replace what there is by one other course and the one with this title."""
        self._loop.run_until_complete(self._fill(title, category))

    async def _fill(self, title: str, category: str) -> None:
        await self._database.execute("DELETE FROM catalog", name="test_empty")
        await self.store.index(card(_ALL, category="General"))
        await self.store.index(card(title, category=category))

    def find(self, **asked: str) -> list[str]:
        """Return the titles of a search."""
        page = self._loop.run_until_complete(
            self.store.search(msgspec.convert(asked, CatalogQuery))
        )
        return [item.title for item in page.items]

    def close(self) -> None:
        self._loop.run_until_complete(self._database.close())
        self._loop.close()


@pytest.fixture(scope="module")
def shelf(database_url: str) -> Iterator[_Shelf]:
    """Return a catalog that is used for all examples of this module."""
    shelf = _Shelf(database_url)
    yield shelf
    shelf.close()


_bounded = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_bounded
@given(title=_TITLES)
def test_a_course_called_like_the_search_is_found(shelf: _Shelf, title: str) -> None:
    """As it is, and in an equivalent spelling (UAX 15)."""
    shelf.index(title)

    assert title in shelf.find(q=title)
    assert title in shelf.find(q=unicodedata.normalize("NFD", title)[:200] if title else title)


@_bounded
@given(words=st.lists(st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=12),
                      min_size=1, max_size=6))  # fmt: skip
def test_every_word_of_a_title_finds_it(shelf: _Shelf, words: list[str]) -> None:
    """Words are what stands between spaces; a stop word of prose is found as a name is."""
    title = " ".join(words)
    shelf.index(title)

    for word in words:
        assert title in shelf.find(q=word), word


@_bounded
@given(q=st.text(st.characters(categories=("S", "P", "Zs")), min_size=1, max_size=20))
def test_symbols_never_show_everything(shelf: _Shelf, q: str) -> None:
    """Unless nothing was typed, which is no search."""
    shelf.index("Gardening")

    assert shelf.find(q=q) == [] or not q.strip()


@_bounded
@given(names=st.sets(st.text(_TEXT, min_size=2, max_size=30).filter(str.strip),
                     min_size=2, max_size=2))  # fmt: skip
def test_categories_are_the_same_or_not(shelf: _Shelf, names: set[str]) -> None:
    """Canonical caseless matches are one category (D145), all others are two."""
    one, other = sorted(names)
    shelf.index("A course", category=one)

    assert ("A course" in shelf.find(category=other)) == (category_id(one) == category_id(other))
    assert "A course" in shelf.find(category=one.casefold())


def test_every_letter_is_found(shelf: _Shelf) -> None:
    """Each assigned letter is a title by itself, and a search for just that letter finds it."""
    letters = [
        chr(code)
        for code in range(sys.maxunicode)
        if unicodedata.category(chr(code))[0] == "L" and code % 97 == 0
    ]
    shelf.index(" ".join(letters[:90]))

    for letter in letters[:90]:
        assert len(shelf.find(q=f"{letter} ")) == 1, ascii(letter)
