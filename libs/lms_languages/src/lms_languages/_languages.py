"""The table of languages. Menus show them in this order; `nox -s generate` tells the app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

LanguageCode = Literal["en", "es", "fr", "ar"]
Direction = Literal["ltr", "rtl"]
PluralForm = Literal["zero", "one", "two", "few", "many", "other"]

# What everybody reads whose language the platform does not speak.
DEFAULT: LanguageCode = "en"
_MILLION = 1_000_000


class Language(NamedTuple):
    """One language."""

    name: str
    """As its speakers call it."""
    direction: Direction
    plural: Callable[[int], PluralForm]
    """CLDR's rule for whole numbers."""


def _one(count: int) -> PluralForm:
    return "one" if count == 1 else "other"


def _one_or_millions(count: int) -> PluralForm:
    return "many" if count and count % _MILLION == 0 else _one(count)


def _none_one_or_millions(count: int) -> PluralForm:
    return "one" if count == 0 else _one_or_millions(count)


def _arabic(count: int) -> PluralForm:
    match count:
        case 0:
            return "zero"
        case 1:
            return "one"
        case 2:
            return "two"
    rest = count % 100
    if 3 <= rest <= 10:  # noqa: PLR2004 - the ranges of CLDR's rules
        return "few"
    return "many" if rest > 10 else "other"  # noqa: PLR2004


languages: Mapping[LanguageCode, Language] = MappingProxyType(
    {
        "en": Language("English", "ltr", _one),
        "es": Language("Español", "ltr", _one_or_millions),
        "fr": Language("Français", "ltr", _none_one_or_millions),
        "ar": Language("العربية", "rtl", _arabic),
    }
)


def spoken(code: str) -> LanguageCode:
    """Return the language of this code, or the default when the platform does not speak it."""
    return next((each for each in languages if each == code), DEFAULT)
