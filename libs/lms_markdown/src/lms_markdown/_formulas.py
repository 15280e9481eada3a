"""Formulas in TeX's notation as MathML, which browsers set without a script."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from math_core import LatexToMathML

# The converter recurses: ten times this depth is more than a stack holds.
_MOST_CHARACTERS = 2000
_MOST_MATHML = 500_000
# Formulas that define commands could grow without end; the built-in ones expand a few times each.
_DEFINITION = re.compile(r"\\(?:[a-z]*def|[a-z]*command|let)(?![A-Za-z])")
_MOST_EXPANSIONS = 500
# The page's policy forbids styles: the few that tables need are classes of the style sheet.
_STYLES = {
    "text-align: left": "m-start",
    "text-align: right": "m-end",
    "padding-left:1em": "m-gap",
    "border-left": "m-line-left",
    "border-right": "m-line-right",
    "border-top": "m-line-top",
}
FORMULA_CLASSES = frozenset(_STYLES.values())
_STYLE = re.compile(r' style="([^"]*)"')


@cache
def _converter() -> LatexToMathML:
    # Imported here: most texts have no formula.
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False, max_expansions=_MOST_EXPANSIONS)


class Typesetter:
    """The formulas of one text, which share the room that they may take."""

    def __init__(self) -> None:
        self._room = _MOST_MATHML

    def formula(self, source: str, *, is_block: bool) -> str:
        """Return a formula as MathML, or as it was written if it is not one."""
        from math_core import LatexError

        if len(source) > _MOST_CHARACTERS or _DEFINITION.search(source):
            return _as_written(source)
        try:
            mathml = _converter().convert_with_local_state(source, displaystyle=is_block)
        except LatexError:
            return _as_written(source)
        self._room -= len(mathml)
        return _STYLE.sub(_named, mathml) if self._room >= 0 else _as_written(source)


def _as_written(source: str) -> str:
    return f'<code class="formula-error">{escape(source)}</code>'


def _named(style: re.Match[str]) -> str:
    names = [name for rule, name in _STYLES.items() if rule in style[1]]
    return f' class="{" ".join(names)}"'
