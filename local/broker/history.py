"""The newest events and what became of them, for the status page."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.broker.events import Event

KEPT = 500


@dataclass(slots=True)
class DeliveryRecord:
    """Delivery of one event to one trigger."""

    state: str = "waiting"
    """waiting, done, retrying, dead."""
    attempts: int = 0
    code: int = 0
    text: str = ""


@dataclass(slots=True)
class EventRecord:
    """One event that passed through the broker."""

    id: str
    type: str
    source: str
    subject: str
    received_at: str
    deliveries: dict[str, DeliveryRecord] = field(default_factory=dict)


class History:
    """The last events by entry, the oldest dropped first; lost when the host stops."""

    def __init__(self, kept: int = KEPT) -> None:
        self._records: OrderedDict[str, EventRecord] = OrderedDict()
        self._kept = kept

    def delivery(self, entry: str, event: Event, trigger: str) -> DeliveryRecord:
        """Return the record of one delivery, creating it if needed."""
        record = self.received(entry, event)
        return record.deliveries.setdefault(trigger, DeliveryRecord())

    def received(self, entry: str, event: Event) -> EventRecord:
        """Return the record of an event, creating it if needed."""
        record = self._records.get(entry)
        if record is None:
            record = self._records[entry] = EventRecord(
                id=str(event.get("id", "")),
                type=str(event.get("type", "")),
                source=str(event.get("source", "")),
                subject=str(event.get("subject", "")),
                received_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            )
            if len(self._records) > self._kept:
                self._records.popitem(last=False)
        return record

    def newest(self) -> list[EventRecord]:
        """Return the records, newest first."""
        return list(reversed(self._records.values()))
