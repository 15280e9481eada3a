"""Words, numbers and prices, as the front end writes them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lms_languages import LanguageCode, languages
from lms_site import THEMES, _translations, words_of
from tools import generate, words
from tools.tree import ROOT

FRONTEND = ROOT / "frontend/src"


def test_the_words_are_the_front_ends() -> None:
    """A text has one home; `nox -s generate` brings those that pages name."""
    assert generate.main(["--check", "words"]) == 0


def test_sources_are_read_and_nothing_else(tmp_path: Path) -> None:
    """A compiled module next to them is no text; keys that are put together are all taken."""
    pages = tmp_path / words.PAGES
    (pages / "__pycache__").mkdir(parents=True)
    (pages / "__pycache__/x.py").write_bytes(b"\xa7")
    (pages / "page.html").write_text('{{ t("level." ~ one) }} {{ t("skip") }}')
    (tmp_path / words.LOCALES / "en").mkdir(parents=True)
    locale = {"level.a": "A", "level.b": "B", "skip": "S", "other": "O"}
    (tmp_path / words.LOCALES / "en/common.json").write_text(json.dumps(locale))
    (selection,) = words.words(tmp_path).values()
    assert json.loads(selection) == {"level.a": "A", "level.b": "B", "skip": "S"}


@pytest.mark.parametrize("language", languages)
def test_every_language_has_every_word(language: LanguageCode) -> None:
    """A key that one of them lacks would be a page that fails in that language alone."""
    leftovers = [
        json.loads((ROOT / words.SITE / f"words/{each}.json").read_text()) for each in languages
    ]
    assert set().union(*leftovers) == words_of(language)._messages.keys()  # noqa: SLF001 - all of them


@pytest.mark.parametrize(
    ("language", "minutes", "text"),
    [("en", 45, "45 min"), ("en", 120, "2 h"), ("en", 125, "2 h 5 min"), ("en", 0, "0 min")],
)
def test_times_are_short(language: LanguageCode, minutes: int, text: str) -> None:
    """Hours only when there are some."""
    assert words_of(language).duration(minutes) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (0, "EUR", "Free"),
        (4900, "EUR", "€49"),
        (4950, "EUR", "€49.50"),
        (123456789, "USD", "$1,234,567.89"),
        (1200, "JPY", "JPY 1,200"),
        (500, "CHF", "CHF 5"),
    ],
)
def test_prices_are_as_people_write_them(amount: int, currency: str, text: str) -> None:
    """Cents only when there are some, and none where the currency has none."""
    assert words_of("en").price(amount, currency) == text


def test_numbers_have_the_languages_separators() -> None:
    """Taken from its words, like everything else."""
    assert words_of("en").number(-1234567.5, 1) == "-1,234,567.5"
    group, decimal = (words_of("es").t(f"number.{name}") for name in ("group", "decimal"))
    assert words_of("es").number(1234.5, 1) == f"1{group}234{decimal}5"


@pytest.mark.parametrize(
    ("language", "count", "form"),
    [("en", 1, "one"), ("es", 1_000_000, "many"), ("fr", 0, "one"), ("ar", 11, "many")],
)
def test_a_count_decides_the_plural_form(language: LanguageCode, count: int, form: str) -> None:
    """A form that a text lacks falls back to `other`."""
    words_there = words_of(language)
    message = words_there._messages["course.lessons"]  # noqa: SLF001 - compared with its forms
    assert isinstance(message, dict)
    text = message.get(form, message["other"])
    assert words_there.t("course.lessons", count=count) == text.replace(
        "{count}", words_there.number(count)
    )


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_zero_may_have_its_own_text_in_every_language(language: LanguageCode) -> None:
    """Also where CLDR has no such form: a full course is Full, as in the app."""
    locale = json.loads((ROOT / words.LOCALES / f"{language}/common.json").read_text())
    text = words_of(language).t("course.seatsLeft", count=0)

    assert text == locale["course.seatsLeft"]["zero"]
    assert "0" not in text


def test_what_is_repeated_here_is_what_the_app_has() -> None:
    """Colours and the symbols of currencies."""
    translate = (FRONTEND / "lib/i18n/translate.ts").read_text()
    assert f"themes = [{_listed(THEMES)}]" in (FRONTEND / "lib/theme.ts").read_text()
    (symbols,) = re.findall(r"const symbols: [^=]+ = \{(.*?)\};", translate, re.DOTALL)
    assert dict(re.findall(r"(\w+): '(.+?)'", symbols)) == _translations._SYMBOLS  # noqa: SLF001


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)
