"""A page that is ready to be sent, and who reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from lms_site._negotiation import wanted_language
from lms_site._translations import Words, words_of

if TYPE_CHECKING:
    from starlette.requests import Request

_CHOSEN_THEMES = frozenset({"light", "dark"})
# The fields of a request that say who reads.
READER_FIELDS = ("Accept-Language", "Cookie")


class Reader(msgspec.Struct, frozen=True):
    """How somebody wants to read; nothing in it is an error, since browsers differ."""

    language: str
    theme: str
    """The chosen theme; empty for the reader's system's."""

    @classmethod
    def of(cls, request: Request) -> Reader:
        """Read what the app stored in cookies, or else what the browser requests."""
        theme = request.cookies.get("theme", "")
        return cls(
            language=wanted_language(
                request.cookies.get("lang", ""), request.headers.get("accept-language", "")
            ),
            theme=theme if theme in _CHOSEN_THEMES else "",
        )

    @property
    def words(self) -> Words:
        """Return the words of the reader's language."""
        return words_of(self.language)


def reader_fields(request: Request) -> tuple[tuple[bytes, bytes], ...]:
    """Return one line that stands for READER_FIELDS: `Reader.of` reads the same from both.

    Browsers send thousands of different ones, of a dozen readers.
    """
    reader = Reader.of(request)
    cookie = f"lang={reader.language}"
    if reader.theme:
        cookie += f"; theme={reader.theme}"
    return ((b"cookie", cookie.encode("ascii")),)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page that is ready to be sent."""

    html: str
    language: str
    status: int = 200
    headers: dict[str, str] = {}
