"""Events that were committed with their change and still have to be published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms_postgres._database import database

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lms_postgres._database import Database


class PostgresOutbox:
    """The table ``outbox``: written inside a context's own statement, emptied after publishing.

    ``INSERT INTO outbox (id, envelope)`` belongs into the same statement as the change, so that
    either both are there or neither is.
    """

    def __init__(self, pool: Database | None = None) -> None:
        """Use the given pool, or the process's own."""
        self._given = pool

    @property
    def _db(self) -> Database:
        return self._given or database()

    async def unpublished(
        self, limit: int = 100, *, older_than_seconds: float = 0
    ) -> list[dict[str, object]]:
        """Answer the oldest envelopes that nobody has settled yet, oldest first.

        The age leaves alone what the function that wrote it is publishing at this moment.
        """
        rows = await self._db.fetch_all(
            """
            SELECT envelope FROM outbox
            WHERE created_at <= now() - make_interval(secs => %(age)s)
            ORDER BY created_at, id LIMIT %(limit)s
            """,
            {"age": older_than_seconds, "limit": limit},
            name="outbox_unpublished",
        )
        return [row["envelope"] for row in rows]

    async def settle(self, ids: Sequence[str]) -> None:
        """Forget the events that the broker has acknowledged."""
        await self._db.execute(
            "DELETE FROM outbox WHERE id = ANY(%(ids)s::uuid[])",
            {"ids": list(ids)},
            name="outbox_settle",
        )
