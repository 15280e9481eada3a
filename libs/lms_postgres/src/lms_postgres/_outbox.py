"""Events that were committed with their change and still have to be published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from lms_kernel import ParkedEvent, Place, Unpublished, is_id
from lms_postgres._database import Jsonb, database
from lms_records import nearest_moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lms_postgres._database import Database, Row

# The id is the row's, whatever the envelope says: it is what the event is settled and parked by.
# An envelope that is no object is an event with nothing but its id.
_OBJECT = "CASE jsonb_typeof(envelope) WHEN 'object' THEN envelope ELSE '{}' END"
_ENVELOPE = f"{_OBJECT} || jsonb_build_object('id', id)"

# After the place of the last one, not after so many rows: what was settled since then is dead, and
# still in the way of a query that begins at the front. A time more than a minute ahead, or
# infinite, is no sign of youth: a clock was wrong, and the request that wrote the row is not
# publishing it.
_UNPUBLISHED = f"""
SELECT {_ENVELOPE} AS envelope, created_at::text || ',' || id AS place FROM outbox
WHERE parked_at IS NULL
  AND (created_at <= now() - make_interval(secs => %(age)s)
       OR created_at > now() + interval '1 minute')
  AND (created_at, id) > (%(at)s::timestamptz, %(id)s::uuid)
ORDER BY created_at, id LIMIT %(limit)s
"""  # noqa: S608 - put together from constants

# Nobody waits for the disk: an event whose settlement a crash undoes is published again, like one
# whose settlement had not begun.
SETTLE = """
WITH lazily AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
DELETE FROM outbox USING lazily WHERE id = ANY(%(ids)s::uuid[])
"""

_PARK = """
UPDATE outbox SET parked_at = now(), refusal = %(reason)s, refusals = refusals + 1
WHERE id = %(id)s AND parked_at IS NULL
"""

# The nearest moment that a datetime can hold (``nearest_moment``): a page ends with one, so the
# order must know those only.
_MOMENT = (
    "LEAST(GREATEST(parked_at, '0001-01-01T00:00:00Z'), '9999-12-31T23:59:59.999999Z'::timestamptz)"
)

_PARKED = f"""
SELECT id, ({_OBJECT}) - 'data' AS envelope, refusal, refusals, parked_at FROM outbox
WHERE parked_at IS NOT NULL
  AND (%(at)s::timestamptz IS NULL OR ({_MOMENT}, id) < (%(at)s::timestamptz, %(id)s::uuid))
ORDER BY {_MOMENT} DESC, id DESC LIMIT %(limit)s
"""  # noqa: S608 - put together from constants

_LOOK_UP = f"""
SELECT id, ({_OBJECT}) - 'data' AS envelope, refusal, refusals, parked_at FROM outbox
WHERE id = %(id)s
"""  # noqa: S608 - put together from constants

_RELEASE = f"""
WITH released AS (
    UPDATE outbox SET parked_at = NULL WHERE id = %(id)s AND parked_at IS NOT NULL
    RETURNING id, envelope
), news AS (
    INSERT INTO outbox (id, envelope) SELECT %(news_id)s, %(news)s FROM released
)
SELECT {_ENVELOPE} AS envelope FROM released
"""  # noqa: S608 - put together from constants


# The place before the first event.
_FRONT = "-infinity,00000000-0000-0000-0000-000000000000"


class _Start(NamedTuple):
    """The position before the first event."""

    at: None = None
    id: None = None


class PostgresOutbox:
    """The table ``outbox``: written inside a context's own statement, emptied after publishing.

    ``INSERT INTO outbox (id, envelope)`` belongs in the same statement as the change, so that both
    are written or neither is. A parked event stays in its row, with ``parked_at``.
    """

    store: Literal["postgres"] = "postgres"

    def __init__(self, pool: Database | None = None) -> None:
        """Use the given pool, or the process's own."""
        self._given = pool

    @property
    def _db(self) -> Database:
        return self._given or database()

    async def unpublished(
        self, limit: int = 100, *, older_than_seconds: float = 0, after: str = ""
    ) -> Unpublished:
        """Return the oldest envelopes that are neither settled nor parked, oldest first.

        The age skips events that the function that wrote them is publishing at this moment.
        """
        at, _, id_ = (after or _FRONT).partition(",")
        rows = await self._db.fetch_all(
            _UNPUBLISHED,
            {"age": older_than_seconds, "limit": limit, "at": at, "id": id_},
            name="outbox_unpublished",
        )
        last = rows[-1]["place"] if len(rows) == limit else ""
        return Unpublished((row["envelope"] for row in rows), last)

    async def settle(self, ids: Sequence[str]) -> None:
        """Forget the events that the broker has acknowledged, parked or not."""
        await self._db.execute(
            SETTLE,
            {"ids": list(ids)},
            name="outbox_settle",
        )

    async def park(self, id: str, reason: str) -> bool:  # noqa: A002 - the attribute's name in CloudEvents
        """Park an unpublished event; False when it is already parked, or gone."""
        # A text of PostgreSQL cannot hold the character NUL.
        parameters = {"id": id, "reason": reason.replace("\0", "")}
        return await self._db.execute(_PARK, parameters, name="outbox_park") > 0

    async def parked(self, limit: int, *, after: Place | None = None) -> list[ParkedEvent]:
        """Return parked events, newest first; with a position, only those after it."""
        at, id_ = after or _Start()
        rows = await self._db.fetch_all(
            _PARKED, {"at": at, "id": id_, "limit": limit}, name="outbox_parked"
        )
        return [self._parked(row) for row in rows]

    async def parked_count(self) -> int:
        """Count the parked events."""
        row = await self._db.fetch_one(
            "SELECT count(*) AS parked FROM outbox WHERE parked_at IS NOT NULL",
            name="outbox_parked_count",
        )
        return int(row["parked"]) if row else 0

    async def look_up(self, id: str) -> ParkedEvent | Literal["waiting"] | None:  # noqa: A002 - as above
        """Return a parked event; "waiting" for an unpublished one, None for one that is gone."""
        if not is_id(id):
            return None
        row = await self._db.fetch_one(_LOOK_UP, {"id": id}, name="outbox_look_up")
        if row is None:
            return None
        return self._parked(row) if row["parked_at"] else "waiting"

    async def release(self, id: str, news: Mapping[str, object]) -> dict[str, object] | None:  # noqa: A002 - as above
        """Make a parked event unpublished again, and write ``news`` about it in the same step.

        Returns its envelope, or None when it is not parked, and then writes nothing.
        """
        parameters = {"id": id, "news_id": news["id"], "news": Jsonb(news)}
        row = await self._db.fetch_one(_RELEASE, parameters, name="outbox_release")
        return None if row is None else row["envelope"]

    def _parked(self, row: Row) -> ParkedEvent:
        return ParkedEvent.of(
            row["envelope"],
            id=row["id"],
            store=self.store,
            reason=row["refusal"],
            refusals=row["refusals"],
            parked_at=nearest_moment(row["parked_at"]),
        )
