"""The audit trail in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from lms_audit._model import AuditEntry
from lms_kernel import Provider
from lms_postgres import Jsonb, database

if TYPE_CHECKING:
    from lms_postgres import Database

_RECORD = """
INSERT INTO audit_trail
    (id, source, type, subject, actor_id, actor_role, trace_id, data, happened_at)
VALUES
    (%(id)s, %(source)s, %(type)s, %(subject)s, %(actor_id)s, %(actor_role)s, %(trace_id)s,
     %(data)s, %(happened_at)s)
ON CONFLICT (id) DO NOTHING
"""


class PostgresAuditTrail:
    """Where privileged writes are kept: the table ``audit_trail``."""

    def __init__(self, pool: Database | None = None) -> None:
        """Use the given pool, or the process's own."""
        self._given = pool

    async def record(self, entry: AuditEntry) -> None:
        """Store the entry; an entry that is already stored changes nothing."""
        await (self._given or database()).execute(
            _RECORD,
            {**msgspec.structs.asdict(entry), "data": Jsonb(entry.data)},
            name="record_audit_entry",
        )


audit_trail: Provider[PostgresAuditTrail] = Provider(PostgresAuditTrail)
