"""The audit trail in memory."""

from __future__ import annotations

from lms_audit import AuditEntry


class FakeAuditTrail:
    """Keeps entries by their id, the first one of each."""

    def __init__(self) -> None:
        """Begin with an empty trail."""
        self.entries: dict[str, AuditEntry] = {}

    async def record(self, entry: AuditEntry) -> None:
        """Store the entry; an entry that is already stored changes nothing."""
        self.entries.setdefault(entry.id, entry)
