"""The audit trail in memory."""

from __future__ import annotations

from msgspec.structs import asdict

from lms_audit import AuditEntry, EntryFilter, RecordedEntry
from lms_kernel import Part, utc_now


class FakeAuditTrail:
    """Keeps entries by their id, the first one of each."""

    def __init__(self) -> None:
        """Begin with an empty trail."""
        self.entries: dict[str, AuditEntry] = {}

    async def record(self, entry: AuditEntry) -> None:
        """Store the entry; an entry that is already stored changes nothing."""
        self.entries.setdefault(entry.id, entry)

    async def page(
        self, wanted: EntryFilter, *, limit: int, offset: int = 0, before: int | None = None
    ) -> Part[RecordedEntry]:
        """Return entries, latest first; ``before`` is the position of the last one seen."""
        asked = {name: value for name, value in asdict(wanted).items() if value is not None}
        since, until = asked.pop("since", None), asked.pop("until", None)
        matching = [
            RecordedEntry(**asdict(each), position=position, recorded_at=utc_now(), hash="0" * 64)
            for position, each in enumerate(self.entries.values(), 1)
            if all(getattr(each, name) == value for name, value in asked.items())
            if (since is None or each.happened_at >= since)
            if (until is None or each.happened_at < until)
        ][::-1]
        shown = [each for each in matching if before is None or each.position < before]
        return Part(shown[offset : offset + limit], len(matching))
