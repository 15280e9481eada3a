"""The reader's language: what they chose, else what their browser asks for."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from lms_languages import DEFAULT, LanguageCode, languages, spoken

# RFC 9110, sections 12.4.2 and 12.5.4: a language range (RFC 4647, section 2.1) and its weight, of
# at most three decimals. Names of parameters are case-insensitive.
_CHOICE = re.compile(
    r"(?P<range>\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)"
    r"(?:[ \t]*;[ \t]*[Qq]=(?P<weight>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?"
)
# A browser names a dozen; a client that names thousands is not reading pages.
_MOST_CHOICES = 50
# A few ways to say it are common; the others are read again.
_KNOWN_FIELDS = 64


class _Choice(NamedTuple):
    range: str
    weight: float


@functools.lru_cache(_KNOWN_FIELDS)
def wanted_language(chosen: str, accepted: str) -> LanguageCode:
    """Return the language to use: the chosen one, else the best of Accept-Language, else en.

    Each range is looked up (RFC 4647, section 3.4): shortened from its end until the platform
    speaks it. A weight of 0 refuses a language, and the star stands for all that are not named.
    """
    if chosen in languages:
        return spoken(chosen)
    choices = _choices(accepted)
    # Only the range itself is refused: a person who reads no fr-CA may well read fr.
    refused = {each.range for each in choices if not each.weight}
    named = refused | {_looked_up(each.range) for each in choices if each.weight}
    for each in sorted(choices, key=lambda choice: -choice.weight):
        if not each.weight:
            continue
        if each.range == "*":
            rest = [code for code in (DEFAULT, *languages) if code not in named]
            if rest:
                return rest[0]
        elif (code := _looked_up(each.range)) and code not in refused:
            return code
    return DEFAULT


def _choices(accepted: str) -> list[_Choice]:
    """Read the header; what does not keep to the grammar is left out."""
    elements = accepted.split(",", _MOST_CHOICES)[:_MOST_CHOICES]
    found = (_CHOICE.fullmatch(element.strip(" \t")) for element in elements)
    return [_Choice(each["range"].lower(), float(each["weight"] or 1)) for each in found if each]


def _looked_up(range_: str) -> LanguageCode | None:
    """Return the language that a range leads to (RFC 4647, section 3.4), None for none of ours."""
    subtags = range_.split("-")
    while subtags:
        code = "-".join(subtags)
        if code in languages:
            return spoken(code)
        subtags.pop()
        # A single letter or digit introduces what follows it, so it goes, too.
        if subtags and len(subtags[-1]) == 1:
            subtags.pop()
    return None
