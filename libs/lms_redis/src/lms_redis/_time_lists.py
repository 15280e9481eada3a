"""Lists in the order of time: sorted sets without scores, whose text order is their time order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def list_entry(at: datetime, entity_id: str) -> str:
    """Return the entry of a list: 16 digits of microseconds, so that text order is time order."""
    return f"{(at - _EPOCH) // timedelta(microseconds=1):016d}:{entity_id}"


def entry_id(entry: str) -> str:
    """Return the id that an entry stands for."""
    return entry.partition(":")[2]
