"""Events that still have to be published, in whatever store."""

from __future__ import annotations

REQUIRED = ("specversion", "id", "source", "type")


def event_fault(event: object) -> str:
    """Return what keeps a stored event from being one (CloudEvents 1.0, REQUIRED attributes)."""
    if not isinstance(event, dict):
        return "must be a CloudEvent: the relay parks it"
    missing = [name for name in REQUIRED if not event.get(name)]
    return f"must be a CloudEvent with {', '.join(missing)}: the relay parks it" if missing else ""
