"""What a person typed, taken apart: words, "phrases", -without, or."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_TERM = re.compile(
    r"""(?P<without>(?<!\S)-)?
        (?:"(?P<phrase>[^"]*)" | (?P<word>c\+\+ | c\# | [^\W_]+))""",
    re.IGNORECASE | re.VERBOSE,
)
# A longer question finds nothing that these words do not.
_TERMS = 16


class Words(NamedTuple):
    """The terms of a search and their kinds, side by side, as ``catalog_search()`` takes them.

    ``is_open`` tells that the text ends within a word: more letters may follow.
    """

    terms: list[str]
    kinds: list[str]
    is_open: bool


def words(typed: str | None) -> Words | None:
    """Take a search apart; None when there is no word in it."""
    text = unicodedata.normalize("NFC", typed or "")
    terms: list[str] = []
    kinds: list[str] = []
    end = 0
    for term in _TERM.finditer(text):
        content = term["word"] if term["phrase"] is None else " ".join(term["phrase"].split())
        if len(terms) == _TERMS or not re.search(r"\w", content):
            continue
        terms.append(content)
        kinds.append(_kind(term))
        end = term.end()
    # Only what to leave out is no question yet.
    if not set(kinds) & {"word", "phrase"}:
        return None
    return Words(terms, kinds, is_open=end == len(text) and kinds[-1] == "word")


def _kind(term: re.Match[str]) -> str:
    if term["without"]:
        return "without"
    if term["phrase"] is not None:
        return "phrase"
    return "or" if term["word"].lower() == "or" else "word"
