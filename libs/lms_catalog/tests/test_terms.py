"""What a person typed, taken apart."""

from __future__ import annotations

import pytest

from lms_catalog import words


@pytest.mark.parametrize(
    ("typed", "terms", "kinds", "open_at"),
    [
        ("python", ["python"], "word", 1),
        ("python ", ["python"], "word", 0),
        ('"machine  learning" -java', ["machine learning", "java"], "text without", 0),
        ("a or b", ["a", "or", "b"], "word or word", 3),
        ("C++ and c#", ["cplusplus", "and", "csharp"], "word word word", 3),
        ("e-mail", ["e", "mail"], "word word", 2),
        ('-"two words" x', ["x", "two words"], "word without", 1),
        ("-e-mail x", ["x", "e mail"], "word without", 1),
        ("Électricité", ["electricite"], "word", 1),
        ('an "open phrase', ["an", "open", "phrase"], "word word word", 3),
        # An "or" with nothing on one of its sides.
        ("OR", ["or"], "word", 1),
        ("or a", ["or", "a"], "word word", 2),
        ("a or", ["a"], "word", 0),
        ("a or or b", ["a", "or", "or", "b"], "word or word word", 4),
        ('"or"', ["or"], "text", 0),
        # Scripts without spaces: neighbors, which must follow each other.
        ("数学入門", ["数学 学入 入門*"], "text", 0),
        ("数学 x", ["数学", "x"], "text word", 2),
        ("数", ["数*"], "text", 0),
        ("AI入門", ["ai", "入門*"], "word text", 0),
        ('"AI 入門"', ["ai 入門"], "text", 0),
        ("ភាសាខ្មែរ", ["ភាសា សាខ្ ខ្មែ មែរ*"], "text", 0),
        # Symbols count when there is nothing else.
        ("🎓★", ["🎓", "★"], "text text", 0),
        ("🎓 music", ["music"], "word", 1),
    ],
)
def test_a_text_is_taken_apart(typed: str, terms: list[str], kinds: str, open_at: int) -> None:
    """Words, phrases, what to leave out, and which word may go on."""
    asked = words(typed)

    assert asked is not None
    assert (asked.terms, " ".join(asked.kinds), asked.open_at) == (terms, kinds, open_at)
    assert len(asked.shown) == len(terms)


@pytest.mark.parametrize("typed", ["...", '""', "-java", "--", "-🎓", "\u0301"])
def test_a_text_without_a_word_finds_a_title_only(typed: str) -> None:
    """Punctuation, or only what to leave out, is nothing that many courses have."""
    asked = words(typed)

    assert asked is not None
    assert asked.terms == []


@pytest.mark.parametrize("typed", [None, "", "   ", "\u3000"])
def test_nothing_is_no_search(typed: str | None) -> None:
    """Also when it is white space."""
    assert words(typed) is None


def test_a_long_text_is_cut() -> None:
    """Sixteen terms are plenty."""
    asked = words("word " * 40)

    assert asked is not None
    assert len(asked.terms) == len(asked.kinds) == len(asked.shown) == 16
