"""Positions in the catalog: the sort value and the id of the last item, each order with its own."""

from __future__ import annotations

import struct
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple

from msgspec import Meta

from lms_catalog._model import Sort
from lms_kernel import Id, decode_cursor, foreign_cursor

if TYPE_CHECKING:
    from lms_catalog._model import CatalogQuery

# What a cursor must read as in each order; the database is never handed anything else.
_CURSORS: dict[Sort, object] = {
    "relevance": tuple[str, Annotated[float, Meta(ge=0, le=1e6)], Id],
    "newest": tuple[str, Annotated[datetime, Meta(tz=True)], Id],
    "title": tuple[str, str, Id],
    "popular": tuple[str, Annotated[int, Meta(ge=0, le=2**31 - 1)], Id],
    "price": tuple[str, Annotated[str, Meta(pattern=r"^([A-Z]{3}[0-9]{19})?\Z")], Id],
}


class Position(NamedTuple):
    """The last item seen: its sort value, and its id for those that share it."""

    key: object
    course_id: str


def read_position(query: CatalogQuery) -> Position | None:
    """Return the position that the cursor holds, None without one.

    Raises Invalid, naming ``cursor``, when it is of no list in this order.
    """
    if query.cursor is None:
        return None
    order, key, course_id = decode_cursor(query.cursor, _CURSORS[query.order])
    if order != query.order:
        raise foreign_cursor()
    if isinstance(key, float):
        # PostgreSQL ranks in single precision and refuses what does not fit; this makes it fit.
        (key,) = struct.unpack("f", struct.pack("f", key))
    return Position(key, course_id)
