"""A broker with Knative's delivery rules, durable in Redis Streams."""

from __future__ import annotations

from local.broker.broker import Broker
from local.broker.events import Event, EventFault

__all__ = ["Broker", "Event", "EventFault"]
