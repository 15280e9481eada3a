"""The audit trail in memory."""

from __future__ import annotations

from lms_audit import AuditEntry


class FakeAuditTrail:
    """Keeps entries by their id, the first one of each."""

    def __init__(self) -> None:
        """Begin with an empty trail."""
        self.entries: dict[str, AuditEntry] = {}

    async def record(self, entry: AuditEntry) -> None:
        """Keep the entry; nothing happens when it is kept already."""
        self.entries.setdefault(entry.id, entry)
