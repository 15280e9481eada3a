"""The one clock."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present moment: aware, UTC, microseconds."""
    return datetime.now(UTC)
