"""The audit trail on a real PostgreSQL."""

from __future__ import annotations

import asyncio

import msgspec

from lms_audit import AuditEntry, PostgresAuditTrail
from lms_kernel import new_id, utc_now
from lms_postgres import Database


async def test_an_entry_is_kept_once_and_as_it_was(postgres: Database) -> None:
    """However often an entry is recorded, the first one stays, complete."""
    entry = AuditEntry(
        id=new_id(),
        source="/functions/update_user",
        type="org.learning.user.updated.v1",
        subject=new_id(),
        actor_id=new_id(),
        actor_role="admin",
        trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
        request_id=new_id(),
        data={"role": "instructor", "nested": {"list": [1, None]}},
        happened_at=utc_now(),
    )
    later = msgspec.structs.replace(entry, actor_role="service")

    await PostgresAuditTrail().record(entry)
    await asyncio.gather(*(PostgresAuditTrail().record(later) for _ in range(5)))

    rows = await postgres.fetch_all(
        "SELECT id, source, type, subject, actor_id, actor_role, trace_id, request_id, data,"
        " happened_at FROM audit_trail",
        name="test_trail",
    )
    assert rows == [msgspec.structs.asdict(entry)]
