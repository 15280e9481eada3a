"""Places in lists that are ordered by time, also of records whose time Python cannot hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lms_kernel import Place

LATEST = datetime.max.replace(tzinfo=UTC)
EARLIEST = datetime.min.replace(tzinfo=UTC)


def nearest_moment(at: object) -> datetime:
    """Return a stored time, or the nearest one that a datetime can hold.

    PostgreSQL writes the others as ``infinity``, ``10000-01-01 ...`` and ``... BC``.
    """
    if isinstance(at, datetime):
        return at
    text = str(at)
    if text.startswith("-") or text.endswith("BC"):
        return EARLIEST
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return LATEST


def gaps_in_time(
    rows: Sequence[Mapping[str, Any]], unread: Iterable[int], *, at: str = "created_at"
) -> dict[int, Place]:
    """Return the places of rows that cannot be read, for a list with the newest first.

    One from before all times has none: behind it are only others of its kind, so the list ends.
    """
    moments = {each: nearest_moment(rows[each][at]) for each in unread}
    return {
        each: (moment, rows[each]["id"])
        for each, moment in moments.items()
        if moment is not EARLIEST
    }
