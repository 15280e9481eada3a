"""The outboxes of all stores, and the events in them that the broker refused."""

from __future__ import annotations

from lms_outboxes._events import EventReleased
from lms_outboxes._outboxes import outboxes, parked_page, release
from lms_outboxes.errors import EventNotParked, ParkedEventNotFound

__all__ = [
    "EventNotParked",
    "EventReleased",
    "ParkedEventNotFound",
    "outboxes",
    "parked_page",
    "release",
]
