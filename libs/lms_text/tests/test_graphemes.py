"""Characters as people count them (Unicode Standard Annex #29)."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, strategies as st

from lms_text import cut, graphemes

# One character each to a reader, however many code points it has.
WHOLE = [
    "a",
    "e\u0301",
    "\r\n",
    "각",
    "\u1100\u1161\u11a8",
    "நி",
    "क्षि",
    "กำ",
    "👨‍👩‍👧‍👦",
    "👩🏽‍💻",
    "🇪🇸",
    "☕️",
    "1️⃣",
    "🏴󠁧󠁢󠁷󠁬󠁳󠁿",
]


@pytest.mark.parametrize("character", WHOLE)
def test_a_character_is_whole(character: str) -> None:
    """UAX 29, rules GB3 to GB13: marks, conjuncts, flags and families stay together."""
    assert graphemes(f"a{character}b") == ["a", character, "b"]
    assert graphemes(character * 3) == [character] * 3


@pytest.mark.search
@given(st.lists(st.sampled_from(WHOLE), max_size=30), st.integers(0, 40))
def test_a_text_is_cut_between_characters(characters: list[str], most: int) -> None:
    """As many whole characters as fit, and not one more would."""
    text = "".join(characters)

    beginning = cut(text, lambda each: len(each) <= most)

    count = len(graphemes(beginning))
    assert graphemes(text)[:count] == graphemes(beginning)
    assert len(beginning) <= most
    assert beginning == text or len("".join(graphemes(text)[: count + 1])) > most


@pytest.mark.search
@given(st.text(st.characters()))
def test_nothing_of_a_text_is_lost(text: str) -> None:
    """The characters together are the text, and it is not cut where all of it fits."""
    assert "".join(graphemes(text)) == text
    assert cut(text, lambda _: True) == text
    assert cut(text, lambda _: False) == ""


def test_plain_text_needs_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cold start does not pay for scripts that it does not see."""
    monkeypatch.setitem(sys.modules, "regex", None)

    assert cut("plain text", lambda each: len(each) <= 5) == "plain"
