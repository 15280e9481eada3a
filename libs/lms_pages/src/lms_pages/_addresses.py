"""The front end's addresses, spelled as `frontend/src/lib/api/path.ts` spells them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Values = Mapping[str, str | int | Sequence[str] | None]

# What JavaScript's encodeURIComponent leaves as it is, besides letters and digits.
_PLAIN = "-_.!~*'()"


def request_path(path: str, query: Values | None = None) -> str:
    """Return a path with its query: names in order, lists repeated, what is empty left out.

    It is the key of a response in the app's cache, so both sides must spell it the same way.
    """
    parts = [
        f"{_encoded(name)}={_encoded(each)}"
        for name, value in sorted((query or {}).items())
        for each in _texts(value)
    ]
    return f"{path}?{'&'.join(parts)}" if parts else path


def _texts(value: str | int | Sequence[str] | None) -> list[str]:
    values = [value] if isinstance(value, str | int) else list(value or ())
    return [str(each) for each in values if each != ""]


def _encoded(text: str) -> str:
    return quote(text, safe=_PLAIN)
