"""The table of languages, and CLDR's plural rules."""

from __future__ import annotations

from typing import get_args

import pytest

from lms_languages import DEFAULT, LanguageCode, PluralForm, languages, spoken


def test_the_type_and_the_table_name_the_same_languages() -> None:
    """A language in one of them alone would be offered and then refused."""
    assert get_args(LanguageCode) == tuple(languages)


def test_an_unknown_language_is_the_default() -> None:
    """A person who speaks none of ours reads English."""
    assert spoken("fr") == "fr"
    assert spoken("tlh") == spoken("") == DEFAULT == "en"


@pytest.mark.parametrize(
    ("code", "count", "form"),
    [
        ("en", 0, "other"), ("en", 1, "one"), ("en", 2, "other"),
        ("es", 0, "other"), ("es", 1, "one"), ("es", 1_000_000, "many"), ("es", 7, "other"),
        ("fr", 0, "one"), ("fr", 1, "one"), ("fr", 2, "other"), ("fr", 2_000_000, "many"),
        ("ar", 0, "zero"), ("ar", 1, "one"), ("ar", 2, "two"), ("ar", 3, "few"), ("ar", 110, "few"),
        ("ar", 11, "many"), ("ar", 199, "many"), ("ar", 100, "other"), ("ar", 202, "other"),
    ],
)  # fmt: skip
def test_plurals_follow_cldr(code: LanguageCode, count: int, form: PluralForm) -> None:
    """French takes nothing for one, Arabic has six forms."""
    assert languages[code].plural(count) == form
