"""Amounts of every currency that can be paid in today."""

from __future__ import annotations

from decimal import Decimal

import pytest
from iso4217 import Currency

from lms_languages import LanguageCode, languages
from lms_money import currencies, currency, decimals, major
from lms_site import words_of
from tools import generate

ACTIVE = {one.code: one.exponent for one in Currency if one.exponent is not None}


def test_the_table_is_that_of_the_standard() -> None:
    """The tables of Python and of the app are ISO 4217's, as the lock file has it."""
    assert generate.main(["--check", "currencies"]) == 0
    assert dict(currencies) == ACTIVE


@pytest.mark.parametrize(
    ("code", "places"),
    [("EUR", 2), ("KWD", 3), ("BHD", 3), ("TND", 3), ("IQD", 3), ("JPY", 0), ("PYG", 0),
     ("KMF", 0), ("XPF", 0), ("VUV", 0), ("CLF", 4), ("HRK", 2)],
)  # fmt: skip
def test_currencies_have_their_own_decimals(code: str, places: int) -> None:
    """ISO 4217's minor units; two for a code that was withdrawn, as in ECMA-402."""
    assert decimals(code) == places


@pytest.mark.parametrize("amount", [1, 10, 999, 4900, 100_000_000])
def test_search_engines_get_the_amount(amount: int) -> None:
    """A decimal with the currency's own number of decimals, for every currency."""
    for code, places in ACTIVE.items():
        text = major(amount, code)
        assert Decimal(text).scaleb(places) == amount
        assert len(text.partition(".")[2]) == places


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("amount", [1, 10, 999, 4900, 100_000_000])
def test_pages_show_the_amount(language: LanguageCode, amount: int) -> None:
    """In every currency and language it is the same amount, read with the language's separators."""
    words = words_of(language)
    group, decimal = words.t("number.group"), words.t("number.decimal")
    for code, places in ACTIVE.items():
        shown = words.price(amount, code)
        plain = shown.replace(group, "").replace(decimal, ".")
        number = "".join(char for char in plain if char in "0123456789.")
        assert Decimal(number).scaleb(places) == amount, shown


@pytest.mark.parametrize(("typed", "code"), [("EUR", "EUR"), (" eur ", "EUR"), ("kwd", "KWD")])
def test_a_code_is_written_in_capitals(typed: str, code: str) -> None:
    """However somebody sent it."""
    assert currency(typed) == code


@pytest.mark.parametrize("code", ["ABC", "XAU", "XTS", "EURO", "€", "", "HRK"])
def test_only_active_currencies_are_accepted(code: str) -> None:
    """Nothing costs gold, a test code or what was withdrawn."""
    with pytest.raises(ValueError, match="ISO 4217"):
        currency(code)
