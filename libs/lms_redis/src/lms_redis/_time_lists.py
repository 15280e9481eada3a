"""Lists in the order of time: sorted sets without scores, whose text order is their time order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from lms_kernel import Part, Place, is_id
from lms_records import read_each

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

R = TypeVar("R")
T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def list_entry(at: datetime, entity_id: str) -> str:
    """Return the entry of a list: 16 digits of microseconds, so that text order is time order."""
    return f"{(at - _EPOCH) // timedelta(microseconds=1):016d}:{entity_id}"


def entry_id(entry: str) -> str:
    """Return the id that an entry stands for."""
    return entry.partition(":")[2]


def part_of(
    entries: Sequence[str], total: int, stored: Mapping[str, R], one: Callable[[str, R], T]
) -> Part[T]:
    """Return the part of a list that these entries are, out of what is stored under their ids.

    An entry whose record is gone or cannot be read is a gap.
    """
    items: list[T] = []
    gaps: dict[int, Place] = {}
    for index, entry in enumerate(entries):
        id_ = entry_id(entry)
        found = read_each([id_] if id_ in stored else [], lambda each: one(each, stored[each]))
        items += found.items
        if not found.items and (place := _place(entry)) is not None:
            gaps[index] = place
    return Part(items, total, gaps)


def _place(entry: str) -> Place | None:
    """Return the place of an entry, None for one that is none of ours."""
    microseconds, _, id_ = entry.partition(":")
    if not (microseconds.isascii() and microseconds.isdigit() and is_id(id_)):
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(microseconds)), id_
    except OverflowError:
        return None
