"""Positions in the catalog's lists."""

from __future__ import annotations

import pytest

from lms_catalog._cursor import Position, read_cursor, write_cursor
from lms_kernel import Invalid, new_id


@pytest.mark.parametrize("rank", [1e300, -1.0, 1e7])
def test_a_rank_that_no_search_gives_is_refused(rank: float) -> None:
    """A made-up cursor is a fault of the cursor, not of the database."""
    with pytest.raises(Invalid) as refused:
        read_cursor("relevance", write_cursor("relevance", Position(rank, new_id())))
    assert [each.field for each in refused.value.errors] == ["cursor"]


@pytest.mark.parametrize(("rank", "fits"), [(1e-300, 0.0), (0.5, 0.5), (0.0, 0.0)])
def test_a_rank_fits_into_the_database(rank: float, fits: float) -> None:
    """Single precision holds it, whatever was written into the cursor."""
    there = Position(rank, new_id())
    assert read_cursor("relevance", write_cursor("relevance", there)) == (fits, there.course_id)
