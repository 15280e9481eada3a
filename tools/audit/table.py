"""The table of the audit trail, read in steps, and the erasure of data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg.types.json import Jsonb

from lms_kernel import new_id
from tools.audit.chain import Entry, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = 5_000

# Moments as microseconds, like audit_moment: but written here, so that the database's functions
# may have been replaced.
_STEP = """
SELECT position, id, source, type, subject, actor_id, actor_role, trace_id, request_id,
       trunc(extract(epoch FROM happened_at) * 1000000)::text,
       trunc(extract(epoch FROM recorded_at) * 1000000)::text,
       data::text, encode(salt, 'hex'), encode(data_hash, 'hex'), encode(previous_hash, 'hex'),
       encode(hash, 'hex')
FROM audit_trail
WHERE (position, id) > (%(position)s, %(id)s) ORDER BY position, id LIMIT %(limit)s
"""
_LEAST = -(2**63)

# What is only there while nobody can change an entry.
_GUARDS = """
SELECT name FROM unnest(ARRAY['audit_trail_append', 'audit_trail_keep', 'audit_trail_keep_all'])
    AS wanted(name)
WHERE NOT EXISTS (
    SELECT FROM pg_trigger
    WHERE tgrelid = 'audit_trail'::regclass AND tgname = name AND tgenabled = 'A'
)
"""

_ERASE = """
UPDATE audit_trail SET data = NULL, salt = NULL
WHERE (subject = %(id)s OR actor_id = %(id)s OR position(%(id)s IN data::text) > 0)
  AND data IS NOT NULL
"""
_NOTE = """
INSERT INTO audit_trail (id, source, type, subject, actor_id, actor_role, trace_id, data,
                         happened_at)
VALUES (%(id)s, '/tools/audit', 'org.learning.audit.erased.v1', %(subject)s, %(operator)s,
        'operator', '', %(data)s, now())
"""


def entries(connection: psycopg.Connection, batch: int = BATCH) -> Iterator[Entry]:
    """Return every entry by position, without holding more than a batch of them."""
    position, id_ = _LEAST, ""
    while True:
        wanted = {"position": position, "id": id_, "limit": batch}
        rows = connection.execute(_STEP, wanted).fetchall()
        for row in rows:
            yield Entry(row[0], row[1], tuple(row[2:9]), *row[9:])
        if len(rows) < batch:
            return
        position, id_ = rows[-1][:2]


def missing_guards(connection: psycopg.Connection) -> list[str]:
    """Name the triggers that should refuse changes and are off or gone."""
    return [row[0] for row in connection.execute(_GUARDS)]


def unplaced(connection: psycopg.Connection) -> Fault | None:
    """Return an entry without a position: the table refuses it, unless somebody changed that."""
    query = "SELECT id FROM audit_trail WHERE position IS NULL ORDER BY id LIMIT 1"
    found = connection.execute(query).fetchone()
    return Fault(0, found[0], "is inserted: it has no position") if found else None


def erase(connection: psycopg.Connection, person: str, operator: str) -> int:
    """Erase the data of every entry about or by the person, and record that in the same commit.

    Returns how many entries lost their data. Only the owner of the table may.
    """
    with connection.transaction():
        count = connection.execute(_ERASE, {"id": person}).rowcount
        note = {"id": new_id(), "subject": person, "operator": operator}
        connection.execute(_NOTE, {**note, "data": Jsonb({"entries": count})})
    return count
