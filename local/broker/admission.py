"""What a broker adds to each event it accepts (knative/eventing, pkg/broker/ttl.go)."""

from __future__ import annotations

from datetime import UTC, datetime

from local.broker.attributes import Event, EventFault

TTL = "knativebrokerttl"
"""How often the event's replies may still go around; subscribers do not see it."""
FIRST_TTL = 255
ARRIVAL = "knativearrivaltime"


def admitted(event: Event) -> Event:
    """Return an event as a broker stores it; raises `EventFault` for an endless loop."""
    left = rounds_left(event)
    left = FIRST_TTL if left is None else left - 1
    if left <= 0:
        message = "replies to this event go in circles"
        raise EventFault(message)
    arrival = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    return {**event, ARRIVAL: arrival, TTL: left}


def reply_to(event: Event, reply: Event) -> Event:
    """Return a reply as a broker stores it; raises `EventFault` for one too many."""
    left = rounds_left(event)
    return admitted(reply if left is None else {**reply, TTL: left})


def rounds_left(event: Event) -> int | None:
    """Return how many hops an event has left; None when it has no readable number."""
    try:
        return int(event[TTL])
    except (KeyError, ValueError):
        return None


def for_subscriber(event: Event) -> Event:
    """Return an event without the broker's own attributes."""
    return {name: value for name, value in event.items() if name != TTL}
