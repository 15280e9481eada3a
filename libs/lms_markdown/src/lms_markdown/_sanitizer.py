"""The last word about what a lesson may contain: whatever is not on these lists is removed."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from lms_markdown._code import LANGUAGE_CLASSES, TOKEN_CLASSES
from lms_markdown._formulas import FORMULA_CLASSES

if TYPE_CHECKING:
    from nh3 import Cleaner

# An element with an id is a property of `document` and `window`: none gets the name of one of
# theirs (OWASP, DOM clobbering).
ID_PREFIX = "content-"

_TEXT = (
    "a blockquote br code del div em h2 h3 h4 h5 h6 hr img li ol p pre section span strong sup ul"
)
_TABLES = "table tbody td th thead tr"
_FORMULAS = (
    "math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow "
    "mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover"
)
_ON_FORMULAS = (
    "accent accentunder depth display displaystyle form height largeop linethickness lspace "
    "mathvariant maxsize minsize movablelimits notation rspace scriptlevel separator stretchy "
    "symmetric voffset width"
)
# Text begins on the side of its own script.
_DIRECTED = "blockquote h2 h3 h4 h5 h6 ol p section table ul"
_SCROLLED = "div pre span"
TAGS = frozenset(f"{_TEXT} {_TABLES} {_FORMULAS}".split())
ATTRIBUTES = {
    "a": {"href", "id", "title"},
    "img": {"alt", "decoding", "loading", "src"},
    "ol": {"start"},
    **{tag: {"id"} for tag in ("h2", "h3", "h4", "h5", "h6", "li")},
    **{tag: set(_ON_FORMULAS.split()) for tag in _FORMULAS.split()},
}
VALUES = {
    **{tag: {"dir": {"auto"}} for tag in _DIRECTED.split()},
    **{tag: {"tabindex": {"0"}} for tag in _SCROLLED.split()},
    **{tag: {"align": {"left", "center", "right"}} for tag in ("td", "th")},
}
CLASSES = {
    "a": {"footnote-backref"},
    "code": {"formula-error", *LANGUAGE_CLASSES},
    "div": {"text-table"},
    "li": {"task-list-item"},
    "section": {"footnotes"},
    "span": {"formula", *TOKEN_CLASSES},
    "sup": {"footnote-ref"},
    **{tag: {"contains-task-list"} for tag in ("ol", "ul")},
    **{tag: set(FORMULA_CLASSES) for tag in ("mtd", "mtable")},
}
SCHEMES = frozenset({"http", "https", "mailto"})


@cache
def _cleaner() -> Cleaner:
    # Imported here: its module is 2 MB.
    from nh3 import Cleaner

    return Cleaner(
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        tag_attribute_values=VALUES,
        allowed_classes=CLASSES,
        url_schemes=set(SCHEMES),
        url_relative=_own_address,
        id_prefix=ID_PREFIX,
        link_rel="noopener nofollow",
    )


def clean(html: str) -> str:
    """Return HTML with nothing in it but what the lists above allow."""
    return _cleaner().clean(html)


def _own_address(address: str) -> str | None:
    """Return an address of this site, or of a place in the text by its prefixed name."""
    if address.startswith("#"):
        return f"#{ID_PREFIX}{address[1:].removeprefix(ID_PREFIX)}"
    return address if re.match(r"/(?![/\\])", address) else None
