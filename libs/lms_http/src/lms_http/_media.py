"""Which media type a caller would rather have (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

_JSON = "application/json"
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ELEMENT = re.compile(rf'(?:[^,"]|{_QUOTED})+')
_PARAMETER = re.compile(rf"({_WORD})=({_WORD}|{_QUOTED})")
# Blanks belong to what follows them: there is one way to read each of them.
_PARAMETERS = rf"(?:[ \t]*;(?:[ \t]*{_WORD}=(?:{_WORD}|{_QUOTED}))?)*"
_RANGE = re.compile(rf"({_WORD})/({_WORD})({_PARAMETERS})")
_WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")
# Browsers send a hundred characters or two.
_MOST_CHARACTERS = 2000


class _Wanted(NamedTuple):
    """How much a media type is wanted, and how exactly it was named; both 0 where it was not."""

    weight: float = 0.0
    exactness: int = 0


class _Range(NamedTuple):
    type: str
    subtype: str
    parameters: int
    weight: float

    def wants(self, kind: str) -> _Wanted | None:
        """Return how much the range wants a media type; None when it does not hold it."""
        type_, _, subtype = kind.partition("/")
        if (self.type, self.subtype) == (type_, subtype):
            return _Wanted(self.weight, 3 + self.parameters)
        if (self.type, self.subtype) == (type_, "*"):
            return _Wanted(self.weight, 2)
        return _Wanted(self.weight, 1) if (self.type, self.subtype) == ("*", "*") else None


def asks_for(request: Request, kind: str) -> bool:
    """Tell whether the caller wants this media type rather than JSON, which everybody gets.

    The most specific range decides about each of them, and a weight of 0 refuses. Where both are
    wanted as much, the one that is named more exactly wins, and then JSON.
    """
    ranges = [*_ranges(",".join(request.headers.getlist("accept")).lower())]
    wanted = _wanted(ranges, kind)
    return wanted.weight > 0 and wanted > _wanted(ranges, _JSON)


def _wanted(ranges: list[_Range], kind: str) -> _Wanted:
    found = [each for one in ranges if (each := one.wants(kind))]
    return max(found, key=lambda each: (each.exactness, each.weight), default=_Wanted())


def _ranges(field: str) -> Iterator[_Range]:
    """Read the ranges of the field; what is none is passed over."""
    for element in _ELEMENT.findall(field[:_MOST_CHARACTERS]):
        if found := _RANGE.fullmatch(element.strip(" \t")):
            parameters = dict(_PARAMETER.findall(found[3]))
            weight = parameters.pop("q", "1")
            if _WEIGHT.fullmatch(weight):
                yield _Range(found[1], found[2], len(parameters), float(weight))
