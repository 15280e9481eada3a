"""Positions in the catalog's lists."""

from __future__ import annotations

import pytest

from lms_catalog import CatalogQuery
from lms_catalog._position import Position, read_position
from lms_kernel import Invalid, encode_cursor, new_id


def _ranked(rank: float, course_id: str) -> CatalogQuery:
    """Return a search that goes on after a course of this rank."""
    return CatalogQuery(q="soil", cursor=encode_cursor(("relevance", rank, course_id)))


@pytest.mark.parametrize("rank", [1e300, -1.0, 1e7])
def test_a_rank_that_no_search_gives_is_refused(rank: float) -> None:
    """A made-up cursor is a fault of the cursor, not of the database."""
    with pytest.raises(Invalid) as refused:
        read_position(_ranked(rank, new_id()))
    assert [each.field for each in refused.value.errors] == ["cursor"]


@pytest.mark.parametrize(("rank", "fits"), [(1e-300, 0.0), (0.5, 0.5), (0.0, 0.0)])
def test_a_rank_fits_into_the_database(rank: float, fits: float) -> None:
    """Single precision holds it, whatever was written into the cursor."""
    course_id = new_id()
    assert read_position(_ranked(rank, course_id)) == Position(fits, course_id)


def test_a_cursor_fits_its_own_order_only() -> None:
    """Going on by title after a course of that price would leave some out."""
    cursor = encode_cursor(("price", 10, new_id()))
    with pytest.raises(Invalid):
        read_position(CatalogQuery(sort="popular", cursor=cursor))


def test_without_a_cursor_there_is_no_position() -> None:
    """The list begins at its beginning."""
    assert read_position(CatalogQuery()) is None
