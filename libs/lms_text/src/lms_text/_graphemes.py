"""Characters as people count them (Unicode Standard Annex #29)."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable


def graphemes(text: str) -> list[str]:
    """Return the characters of a text: extended grapheme clusters, whole."""
    if text.isascii() and "\r" not in text:
        return list(text)
    # Imported here: most texts never have to be taken apart.
    import regex

    characters: list[str] = regex.findall(r"\X", text)
    return characters


def cut(text: str, fits: Callable[[str], bool]) -> str:
    """Return the longest beginning of a text, in whole characters, that fits.

    ``fits`` must be true of each beginning of a text that fits; if it is not even true of the empty
    one, that is returned nevertheless.
    """
    if fits(text):
        return text
    ends = [0, *itertools.accumulate(map(len, graphemes(text)))]
    first_too_long = bisect.bisect_left(ends, 1, key=lambda end: int(not fits(text[:end])))
    return text[: ends[max(first_too_long - 1, 0)]]
