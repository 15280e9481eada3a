"""What a broker writes on each event that it takes in (knative/eventing, pkg/broker/ttl.go)."""

from __future__ import annotations

from datetime import UTC, datetime

from local.broker.attributes import Event, EventFault

TTL = "knativebrokerttl"
"""How often the event's replies may still go around; subscribers do not see it."""
FIRST_TTL = 255
ARRIVAL = "knativearrivaltime"


def admitted(event: Event) -> Event:
    """Return an event as a broker keeps it; raises `EventFault` for one that goes in circles."""
    left = rounds_left(event)
    left = FIRST_TTL if left is None else left - 1
    if left <= 0:
        message = "replies to this event go in circles"
        raise EventFault(message)
    arrival = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return {**event, ARRIVAL: arrival, TTL: left}


def reply_to(event: Event, reply: Event) -> Event:
    """Return a reply as a broker keeps it; raises `EventFault` for one too many."""
    left = rounds_left(event)
    return admitted(reply if left is None else {**reply, TTL: left})


def rounds_left(event: Event) -> int | None:
    """Return what is left of an event's rounds; None when it says nothing that can be read."""
    try:
        return int(event[TTL])
    except (KeyError, ValueError):
        return None


def for_subscriber(event: Event) -> Event:
    """Return an event without what is the broker's own."""
    return {name: value for name, value in event.items() if name != TTL}
