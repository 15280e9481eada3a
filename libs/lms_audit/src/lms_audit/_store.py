"""The audit trail in PostgreSQL: a chain that its trigger builds (decision 0073)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, LiteralString

from msgspec.structs import asdict

from lms_audit._model import AuditEntry, EntryFilter, RecordedEntry
from lms_kernel import Part, Provider
from lms_postgres import Jsonb, database
from lms_records import read_all

if TYPE_CHECKING:
    from lms_postgres import Database

_log = logging.getLogger(__name__)

_RECORD = """
INSERT INTO audit_trail
    (id, source, type, subject, actor_id, actor_role, trace_id, request_id, data, happened_at)
VALUES
    (%(id)s, %(source)s, %(type)s, %(subject)s, %(actor_id)s, %(actor_role)s, %(trace_id)s,
     %(request_id)s, %(data)s, %(happened_at)s)
ON CONFLICT (id) DO NOTHING
RETURNING position, encode(hash, 'hex') AS hash
"""


# How far matching entries are counted: the trail has millions (decision 0067).
MOST_COUNTED = 10_000

# Each field of a filter by itself, so that the statement names those alone that are asked for.
_CONDITIONS: dict[str, LiteralString] = {
    "actor_id": "actor_id = %(actor_id)s",
    "subject": "subject = %(subject)s",
    "type": "type = %(type)s",
    "request_id": "request_id = %(request_id)s AND request_id <> ''",
    "trace_id": "trace_id = %(trace_id)s AND trace_id <> ''",
    "since": "happened_at >= %(since)s",
    "until": "happened_at < %(until)s",
}

_COLUMNS: LiteralString = """
position, id, source, type, subject, actor_id, actor_role, trace_id, request_id, data, happened_at,
recorded_at, encode(hash, 'hex') AS hash
"""


class PostgresAuditTrail:
    """Where privileged writes and sign-ins are kept: the table ``audit_trail``."""

    def __init__(self, pool: Database | None = None) -> None:
        """Use the given pool, or the process's own."""
        self._given = pool

    async def record(self, entry: AuditEntry) -> None:
        """Append the entry; one that is already stored changes nothing.

        Its position and hash go to the log, which leaves the machine: somebody who rewrites the
        table cannot rewrite what was noted there.
        """
        added = await (self._given or database()).fetch_one(
            _RECORD,
            {**asdict(entry), "data": Jsonb(entry.data)},
            name="record_audit_entry",
        )
        if added is not None:
            head = f"{added['position']}:{added['hash']}"
            _log.info("audit trail at %s", head, extra={"audit_head": head})

    async def page(
        self, wanted: EntryFilter, *, limit: int, offset: int = 0, before: int | None = None
    ) -> Part[RecordedEntry]:
        """Return entries, latest first; ``before`` is the position of the last one seen.

        They are counted up to MOST_COUNTED.
        """
        asked = {name: value for name, value in asdict(wanted).items() if value is not None}
        matches: LiteralString = " AND ".join(["true", *(_CONDITIONS[name] for name in asked)])
        pool = self._given or database()
        rows = await pool.fetch_all(
            f"SELECT {_COLUMNS} FROM audit_trail WHERE {matches}"  # noqa: S608 - of constants
            " AND (%(before)s::bigint IS NULL OR position < %(before)s)"
            " ORDER BY position DESC LIMIT %(limit)s OFFSET %(offset)s",
            {**asked, "before": before, "limit": limit, "offset": offset},
            name="list_audit_entries",
        )
        count = await pool.fetch_one(
            f"SELECT count(*) AS total FROM (SELECT FROM audit_trail WHERE {matches}"  # noqa: S608
            " LIMIT %(most)s) AS counted",
            {**asked, "most": MOST_COUNTED},
            name="count_audit_entries",
        )
        found = read_all(rows, RecordedEntry)
        gaps = {index: [rows[index]["position"]] for index in found.unread}
        return Part(found.items, count["total"] if count else 0, gaps)


audit_trail: Provider[PostgresAuditTrail] = Provider(PostgresAuditTrail)
