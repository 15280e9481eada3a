"""Pages and cursors."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from lms_kernel import (
    Invalid,
    Page,
    PageQuery,
    Part,
    Place,
    by_creation,
    convert,
    decode_cursor,
    encode_cursor,
    new_id,
    page_of,
    utc_now,
)


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """Something with what lists are ordered by."""

    created_at: datetime
    id: str


def test_a_cursor_comes_back_as_it_went() -> None:
    """What was put in is read out."""
    place = (utc_now(), new_id())
    assert decode_cursor(encode_cursor(place), Place) == place


@pytest.mark.parametrize(
    "text",
    [
        "%%%",
        "YQ",
        "W10",
        "é",
        "=",
        "A" * 5000,
        encode_cursor([1]),
        encode_cursor(["yesterday", "x"]),
        encode_cursor([None, None]),
        encode_cursor(["2026-11-22T10:00:00", "01a2036d-b45a-7427-89f4-e5503082b9fa"]),
    ],
)
def test_a_foreign_cursor_is_refused_by_name(text: str) -> None:
    """Broken, too long, of another list, or without a time zone."""
    with pytest.raises(Invalid) as refused:
        decode_cursor(text, Place)
    assert [fault.field for fault in refused.value.errors] == ["cursor"]


def test_no_cursor_brings_a_character_that_no_store_keeps() -> None:
    """U+0000 is refused before PostgreSQL would."""
    with pytest.raises(Invalid):
        decode_cursor(encode_cursor(["a\x00b"]), list[str])


def test_pages_are_counted_from_one_and_a_cursor_needs_no_offset() -> None:
    """The offset follows from page and limit."""
    place = (utc_now(), new_id())
    by_number, by_cursor = (
        PageQuery(page=3, limit=10),
        PageQuery(page=3, limit=10, cursor=encode_cursor(place)),
    )

    assert by_number.window == {"limit": 11, "offset": 20, "after": None}
    assert by_cursor.window == {"limit": 11, "offset": 0, "after": place}


@pytest.mark.parametrize(("field", "most"), [("limit", 100), ("page", 10_000)])
def test_a_number_outside_of_its_range_is_told_the_range(field: str, most: int) -> None:
    """Both ends of it, whichever was passed."""
    for number in (0, most + 1):
        with pytest.raises(Invalid) as refused:
            convert({field: number}, PageQuery)

        (error,) = refused.value.errors
        assert error.field == field
        assert error.message == f"must be a whole number from 1 to {most}"


def test_a_page_tells_whether_another_follows() -> None:
    """One item too many is not shown; it only says that there is more, and from where."""
    first, second = (utc_now(), new_id()), (utc_now(), new_id())
    part = Part([first, second], 2)

    assert page_of(PageQuery(limit=2), part, lambda each: each) == Page(
        items=[first, second], total=2, page=1, limit=2
    )
    page = page_of(PageQuery(limit=1), part, lambda each: each)
    assert (page.items, page.total) == ([first], 2)
    assert PageQuery(cursor=page.next_cursor).window["after"] == first


def test_items_of_one_moment_are_told_apart_by_id() -> None:
    """A list by creation goes on behind the last item, not behind everything of its moment."""
    moment = utc_now()
    newer, older = Item(created_at=moment, id=new_id()), Item(created_at=moment, id=new_id())

    page = page_of(PageQuery(limit=1), Part([newer, older], 2), by_creation)

    assert PageQuery(cursor=page.next_cursor).window["after"] == (newer.created_at, newer.id)


def test_a_list_without_items_is_one_page() -> None:
    """Nothing follows nothing."""
    page = page_of(PageQuery(), Part[Place]([], 0), lambda each: each)

    assert (page.items, page.next_cursor) == ([], None)
