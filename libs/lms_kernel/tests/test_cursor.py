"""Cursors."""

from __future__ import annotations

import pytest

from lms_kernel import Invalid, Place, decode_cursor, encode_cursor, new_id, utc_now


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
