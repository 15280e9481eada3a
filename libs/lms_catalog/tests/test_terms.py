"""What a person typed, taken apart."""

from __future__ import annotations

import pytest

from lms_catalog._terms import Words, words


@pytest.mark.parametrize(
    ("typed", "terms", "kinds", "is_open"),
    [
        ("python", ["python"], ["word"], True),
        ("python ", ["python"], ["word"], False),
        ('"machine  learning" -java', ["machine learning", "java"], ["phrase", "without"], False),
        ("a or b", ["a", "or", "b"], ["word", "or", "word"], True),
        ("C++ and c#", ["C++", "and", "c#"], ["word"] * 3, True),
        ("e-mail", ["e", "mail"], ["word"] * 2, True),
        ('-"two words" x', ["two words", "x"], ["without", "word"], True),
        ("Électricité", ["Électricité"], ["word"], True),
        ('an "open phrase', ["an", "open", "phrase"], ["word"] * 3, True),
    ],
)
def test_a_text_is_taken_apart(
    typed: str, terms: list[str], kinds: list[str], is_open: bool
) -> None:
    """Words, phrases, what to leave out, and whether the last word may go on."""
    assert words(typed) == Words(terms, kinds, is_open)


@pytest.mark.parametrize("typed", [None, "", "   ", "...", '""', "-java", "or", "--"])
def test_a_text_without_a_word_is_no_question(typed: str | None) -> None:
    """Punctuation alone, or only what to leave out, asks for nothing."""
    assert words(typed) is None


def test_a_long_text_is_cut() -> None:
    """Sixteen terms are plenty."""
    asked = words("word " * 40)

    assert asked is not None
    assert len(asked.terms) == len(asked.kinds) == 16
