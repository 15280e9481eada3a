"""What a person typed, taken apart: words, "phrases", -without, or."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from lms_catalog._text import characters, fold, is_symbol, is_without_spaces, pairs, split, whole

Kind = Literal["word", "text", "or", "without"]

_TERM = re.compile(r"""(?P<without>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))""")
# A longer question finds nothing that these words do not.
_TERMS = 16


class Term(NamedTuple):
    """One condition: what is searched for, how, and how a person writes it.

    A ``word`` is one word, which may be corrected and has other forms. Of a ``text`` all words
    follow each other; a word that ends in ``*`` stands for all that begin like it.
    """

    search: str
    kind: Kind
    shown: str


_OR = Term("or", "or", "or")


class Words(NamedTuple):
    """A search, as ``catalog_search()`` takes it: its terms side by side.

    ``open_at`` is the place, from 1, of the word within which the text ends: more letters may
    follow; else 0. ``whole`` is what a course has that is called exactly like this.
    """

    terms: list[str]
    kinds: list[Kind]
    shown: list[str]
    open_at: int
    whole: str


def words(typed: str | None) -> Words | None:
    """Take a search apart; None when there is none.

    All terms between two "or" must be found, and none that is to be left out. Where there is no
    word, symbols are what is searched for; with neither, only a course of this very title is found.
    """
    if not typed or not typed.strip():
        return None
    conditions = _Conditions()
    for found in _TERM.finditer(typed):
        conditions.add(found, is_last=found.end() == len(typed))
    terms = conditions.terms()
    size = len(conditions.wanted)
    return Words(
        [term.search for term in terms],
        [term.kind for term in terms],
        [term.shown for term in terms],
        size if conditions.is_open and size <= _TERMS else 0,
        whole(typed),
    )


class _Conditions:
    """What must be found, and what must not."""

    def __init__(self) -> None:
        self.wanted: list[Term] = []
        self.is_open = False
        self._unwanted: list[Term] = []
        self._symbols: list[Term] = []

    def add(self, found: re.Match[str], *, is_last: bool) -> None:
        """Add what was typed next."""
        text = fold(found["word"] or found["phrase"])
        if found["without"]:
            if places := _following(text):
                shown = f'"{text}"' if " " in text else text
                self._unwanted.append(Term(places, "without", f"-{shown}"))
            return
        # An "or" is one only between two things to find; else it is a word like any other.
        if text == "or" and found["word"] and self.wanted and self.wanted[-1] != _OR:
            self.wanted.append(_OR)
            self.is_open = False
            return
        if found["word"]:
            terms = [_term(each, found["word"], is_open=is_last) for each in split(text)]
        else:
            shown = " ".join(found["phrase"].split())
            terms = [Term(_following(text), "text", f'"{shown}"')]
        self._symbols += [term for term in terms if is_symbol(term.search)]
        terms = [term for term in terms if term.search and not is_symbol(term.search)]
        self.wanted += terms
        self.is_open = is_last and bool(terms) and terms[-1].kind == "word"

    def terms(self) -> list[Term]:
        """Return the terms that matter; none when nothing is to be found."""
        wanted = (self.wanted or self._symbols)[:_TERMS]
        if wanted[-1:] == [_OR]:
            wanted.pop()
        return [*wanted, *self._unwanted[:_TERMS]] if wanted else []


def _term(word: str, typed: str, *, is_open: bool) -> Term:
    """Return the condition for one word of what was typed between two spaces."""
    if is_symbol(word):
        return Term(word, "text", word)
    if is_without_spaces(word):
        return Term(_following(word, is_open=is_open), "text", word)
    return Term(word, "word", typed if fold(typed) == word else word)


def _following(folded: str, *, is_open: bool = False) -> str:
    """Return the words of a folded text as they follow each other in the index."""
    places: list[str] = []
    for word in split(folded):
        if is_symbol(word):
            continue
        if is_without_spaces(word):
            letters = characters(word)
            places += pairs(letters)
            if is_open or len(letters) == 1:
                places[-1] += "*"
        else:
            places.append(word)
    return " ".join(places)
