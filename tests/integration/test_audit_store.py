"""The audit trail on a real PostgreSQL."""

from __future__ import annotations

import asyncio

import msgspec

from lms_audit import AuditEntry, EntryFilter, PostgresAuditTrail
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


async def test_entries_are_found_by_each_of_their_sides(postgres: Database) -> None:
    """Latest first; a page goes on behind the last entry that was seen."""
    one, *rest = [
        AuditEntry(
            id=new_id(), source="/x", type=f"org.y{number}.v1", subject="it", actor_id="who",
            actor_role="admin", trace_id=f"{number:032x}", request_id=f"r-{number}", data={},
            happened_at=utc_now(),
        )
        for number in range(4)
    ]  # fmt: skip
    for each in (one, *rest):
        await PostgresAuditTrail().record(each)
    trail = PostgresAuditTrail()

    for wanted in (
        EntryFilter(type=one.type),
        EntryFilter(request_id=one.request_id, actor_id="who", subject="it"),
        EntryFilter(trace_id=one.trace_id),
        EntryFilter(subject="it", until=rest[0].happened_at),
        EntryFilter(since=one.happened_at, until=rest[0].happened_at),
    ):
        found = await trail.page(wanted, limit=10)
        assert ([each.id for each in found.items], found.total) == ([one.id], 1), wanted
    first = await trail.page(EntryFilter(subject="it"), limit=3)
    last = await trail.page(EntryFilter(subject="it"), limit=3, before=first.items[-1].position)
    assert [each.id for each in (*first.items, *last.items)] == [
        each.id for each in (*rest[::-1], one)
    ]
    assert first.total == last.total == 4
    assert len(first.items[0].hash) == 64


async def test_no_entry_is_found_by_what_it_does_not_have(postgres: Database) -> None:
    """An empty text is the absence of a request, not a name that entries share."""
    found = await PostgresAuditTrail().page(EntryFilter(request_id=""), limit=10)
    assert (found.items, found.total) == ([], 0)
