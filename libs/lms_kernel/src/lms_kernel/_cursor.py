"""Cursors: the place in a list where the next page begins, opaque to everybody outside."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from lms_kernel._fields import Id
from lms_kernel._problems import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

# The last item seen of a list that is ordered by time, and by id where times are equal.
Place = tuple[Annotated[datetime, Meta(tz=True)], Id]


def encode_cursor(values: Sequence[object]) -> str:
    """Return an opaque text for a place: the sort values of the last item that was seen."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def decode_cursor(text: str, into: Any) -> Any:
    """Read a place back as the type that it was written from.

    Raises Invalid, naming ``cursor``, when it is none of this list.
    """
    try:
        padded = text + "=" * (-len(text) % 4)
        raw = base64.b64decode(padded, altchars=b"-_", validate=True)
        place = msgspec.json.decode(raw, type=into)
    except (ValueError, msgspec.MsgspecError, RecursionError) as fault:
        raise foreign_cursor() from fault
    if b"\\u0000" in raw:
        raise foreign_cursor()
    return place


def foreign_cursor() -> Invalid:
    """Return the problem of a cursor that is of another list, or made up."""
    return Invalid(errors=[FieldError("cursor", "must be a next_cursor of the same list")])
