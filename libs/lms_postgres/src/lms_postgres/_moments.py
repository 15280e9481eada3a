"""Times that PostgreSQL can keep and Python has none for: before year 1, after 9999, infinite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg.adapt import Loader
from psycopg.pq import Format

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg.abc import AdaptContext, Buffer

_USUAL = psycopg.adapters.get_loader(psycopg.adapters.types["timestamptz"].oid, Format.TEXT)


class MomentLoader(Loader):
    """Load what is no datetime as PostgreSQL writes it, so that the other rows can be read.

    psycopg raises DataError, which would fail the whole list. Its own row is then unreadable, and
    ``lms_records`` leaves it out, counted and named (decision 0049).
    """

    def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
        """Read everything else as psycopg does."""
        super().__init__(oid, context)
        self._usual = (_USUAL or Loader)(oid, context)

    def load(self, data: Buffer) -> datetime | str:
        """Return the moment, or its text."""
        try:
            moment: datetime = self._usual.load(data)
        except psycopg.DataError:
            return bytes(data).decode()
        return moment
