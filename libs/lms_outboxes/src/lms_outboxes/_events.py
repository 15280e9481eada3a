"""Events about parked events."""

from __future__ import annotations

from typing import ClassVar

from lms_kernel import DomainEvent, StoreName


class EventReleased(DomainEvent, frozen=True, kw_only=True):
    """An operator returned a parked event to the relay.

    ``reason`` is why the broker last refused it, ``refusals`` how often it had been parked by then.
    """

    type: ClassVar[str] = "org.learning.event.released.v1"

    event_id: str
    event_type: str
    store: StoreName
    reason: str
    refusals: int
