"""The audit trail in PostgreSQL: a chain that its trigger builds (decision 0073)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec

from lms_audit._model import AuditEntry
from lms_kernel import Provider
from lms_postgres import Jsonb, database

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


class PostgresAuditTrail:
    """Where privileged writes and sign-ins are kept: the table ``audit_trail``."""

    def __init__(self, pool: Database | None = None) -> None:
        """Use the given pool, or the process's own."""
        self._given = pool

    async def record(self, entry: AuditEntry) -> None:
        """Append the entry; one that is already stored changes nothing.

        Its position and hash go to the log, which leaves the machine: whoever rewrites the table
        cannot rewrite what was noted there.
        """
        added = await (self._given or database()).fetch_one(
            _RECORD,
            {**msgspec.structs.asdict(entry), "data": Jsonb(entry.data)},
            name="record_audit_entry",
        )
        if added is not None:
            head = f"{added['position']}:{added['hash']}"
            _log.info("audit trail at %s", head, extra={"audit_head": head})


audit_trail: Provider[PostgresAuditTrail] = Provider(PostgresAuditTrail)
