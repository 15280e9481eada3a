"""CloudEvents in and out: publisher, outbox, subscriber."""

from __future__ import annotations

from lms_events._outbox import Outbox, announce, relay
from lms_events._publisher import BrokerPublisher, EventRefused, EventSettings, publish, publisher
from lms_events._subscriber import payload, scheduled, subscriber

__all__ = [
    "BrokerPublisher",
    "EventRefused",
    "EventSettings",
    "Outbox",
    "announce",
    "payload",
    "publish",
    "publisher",
    "relay",
    "scheduled",
    "subscriber",
]
