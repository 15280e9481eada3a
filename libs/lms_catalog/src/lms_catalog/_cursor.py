"""Positions in a list: the sort value and the id of the last item, opaque to everybody outside."""

from __future__ import annotations

import struct
from datetime import datetime
from typing import Annotated, NamedTuple

from msgspec import Meta

from lms_catalog._model import Sort
from lms_kernel import Id, decode_cursor, encode_cursor, foreign_cursor

# What a position must read as in each order; the database is never handed anything else.
_POSITIONS: dict[Sort, object] = {
    "relevance": tuple[str, Annotated[float, Meta(ge=0, le=1e6)], Id],
    "newest": tuple[str, Annotated[datetime, Meta(tz=True)], Id],
    "title": tuple[str, str, Id],
    "popular": tuple[str, Annotated[int, Meta(ge=0, le=2**31 - 1)], Id],
    "price": tuple[str, Annotated[int, Meta(ge=0, le=2**63 - 1)], Id],
}


class Position(NamedTuple):
    """The last item seen: its sort value, and its id for those that share it."""

    key: object
    course_id: str


def write_cursor(sort: Sort, position: Position) -> str:
    """Return the position as an opaque text; it knows its order and fits no other."""
    return encode_cursor((sort, *position))


def read_cursor(sort: Sort, cursor: str) -> Position:
    """Read the position back; Invalid, naming ``cursor``, when it is of no list in this order."""
    order, key, course_id = decode_cursor(cursor, _POSITIONS[sort])
    if order != sort:
        raise foreign_cursor()
    if isinstance(key, float):
        # PostgreSQL ranks in single precision and refuses what does not fit; this makes it fit.
        (key,) = struct.unpack("f", struct.pack("f", key))
    return Position(key, course_id)
