"""Words, numbers and prices, as the front end writes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lms_site import LANGUAGES, THEMES, minor_units, words_of
from tools import generate, words
from tools.tree import ROOT

FRONTEND = ROOT / "frontend/src"


def test_the_words_are_the_front_ends() -> None:
    """A text has one home; `nox -s generate` brings those that pages name."""
    assert generate.main(["--check", "words"]) == 0


def test_sources_are_read_and_nothing_else(tmp_path: Path) -> None:
    """A compiled module beside them is no text; keys that are put together are all taken."""
    pages = tmp_path / words.PAGES
    (pages / "__pycache__").mkdir(parents=True)
    (pages / "__pycache__/x.py").write_bytes(b"\xa7")
    (pages / "page.html").write_text('{{ t("level." ~ one) }} {{ t("skip") }}')
    (tmp_path / words.LOCALES).mkdir(parents=True)
    said = {"level.a": "A", "level.b": "B", "skip": "S", "other": "O"}
    (tmp_path / words.LOCALES / "en.json").write_text(json.dumps(said))
    assert generate.main(["words"], tmp_path) == 0
    kept = json.loads((tmp_path / words.SITE / "words/en.json").read_text())
    assert kept == {"level.a": "A", "level.b": "B", "skip": "S"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(language: str) -> None:
    """A key that one of them lacks would be a page that fails in that language alone."""
    kept = [
        json.loads((ROOT / words.SITE / f"words/{each}.json").read_text()) for each in LANGUAGES
    ]
    assert set().union(*kept) == words_of(language)._messages.keys()  # noqa: SLF001 - all of them


@pytest.mark.parametrize(
    ("language", "minutes", "told"),
    [("en", 45, "45 min"), ("en", 120, "2 h"), ("en", 125, "2 h 5 min"), ("en", 0, "0 min")],
)
def test_times_are_short(language: str, minutes: int, told: str) -> None:
    """Hours only when there are some."""
    assert words_of(language).duration(minutes) == told


@pytest.mark.parametrize(
    ("amount", "currency", "told"),
    [
        (0, "EUR", "Free"),
        (4900, "EUR", "€49"),
        (4950, "EUR", "€49.50"),
        (123456789, "USD", "$1,234,567.89"),
        (1200, "JPY", "JPY 1,200"),
        (500, "CHF", "CHF 5"),
    ],
)
def test_prices_are_as_people_write_them(amount: int, currency: str, told: str) -> None:
    """Cents only when there are some, and none where the currency has none."""
    assert words_of("en").price(amount, currency) == told


def test_numbers_have_the_languages_separators() -> None:
    """Taken from its words, like everything else."""
    assert words_of("en").number(-1234567.5, 1) == "-1,234,567.5"
    group, decimal = (words_of("es").t(f"number.{name}") for name in ("group", "decimal"))
    assert words_of("es").number(1234.5, 1) == f"1{group}234{decimal}5"


@pytest.mark.parametrize(
    ("language", "count", "form"),
    [
        ("en", 0, "other"), ("en", 1, "one"), ("en", 2, "other"),
        ("es", 0, "other"), ("es", 1, "one"), ("es", 1_000_000, "many"), ("es", 7, "other"),
        ("ar", 0, "zero"), ("ar", 1, "one"), ("ar", 2, "two"), ("ar", 3, "few"), ("ar", 110, "few"),
        ("ar", 11, "many"), ("ar", 199, "many"), ("ar", 100, "other"), ("ar", 202, "other"),
    ],
)  # fmt: skip
def test_plurals_follow_cldr(language: str, count: int, form: str) -> None:
    """Arabic has six forms; a form that a text lacks falls back to `other`."""
    words_there = words_of(language)
    message = words_there._messages["course.lessons"]  # noqa: SLF001 - compared with its forms
    assert isinstance(message, dict)
    told = message.get(form, message["other"])
    assert words_there.t("course.lessons", count=count) == told.replace(
        "{count}", words_there.number(count)
    )


def test_what_is_repeated_here_is_what_the_app_has() -> None:
    """Languages, colours and currencies without cents."""
    languages = (FRONTEND / "lib/i18n/language.ts").read_text()
    translate = (FRONTEND / "lib/i18n/translate.ts").read_text()
    for code, name in LANGUAGES.items():
        assert f"{code}: '{name}'" in languages
    assert f"themes = [{_listed(THEMES)}]" in (FRONTEND / "lib/theme.ts").read_text()
    assert "['JPY', 'KRW', 'VND', 'CLP', 'ISK', 'UGX', 'XAF', 'XOF']" in translate
    assert minor_units("KRW") == 1


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)
