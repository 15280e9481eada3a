"""Which way a text runs, by its first letter that has a direction."""

from __future__ import annotations

import unicodedata
from typing import Literal

Direction = Literal["ltr", "rtl"]
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def direction_of(text: str, otherwise: str) -> str:
    """Return a text's own direction (UAX #9, rules P2 and P3), as `dir="auto"` does in HTML.

    Typst takes the direction of the language; a name or a title may be in another one.
    """
    for each in text:
        if direction := _STRONG.get(unicodedata.bidirectional(each)):
            return direction
    return otherwise
