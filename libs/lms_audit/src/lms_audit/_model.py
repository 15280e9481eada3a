"""The shape of an entry, and how it is read from an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

import msgspec
from msgspec import Meta

from lms_kernel import convert


class RecordedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as the trail has it; ``data`` is null when it was erased.

    ``hash`` covers this entry and, through that of the one before, all earlier ones.
    """

    position: int
    id: str
    source: str
    type: str
    subject: str
    actor_id: str
    actor_role: str
    trace_id: str
    request_id: str
    data: dict[str, Any] | None
    happened_at: datetime
    recorded_at: datetime
    hash: str


class EntryFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries; each field that is None allows any. ``until`` itself is not included."""

    actor_id: str | None = None
    subject: str | None = None
    type: str | None = None
    request_id: str | None = None
    trace_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One privileged write, or an event of signing in; ``data`` is the event's data."""

    id: Annotated[str, Meta(min_length=1)]
    source: str
    type: str
    subject: str
    actor_id: str
    actor_role: str
    trace_id: str
    request_id: str = ""
    data: dict[str, object]
    happened_at: Annotated[datetime, Meta(tz=True)]

    @classmethod
    def of(cls, attributes: Mapping[str, object], data: object) -> Self:
        """Read a CloudEvent's attributes and data; Invalid when who, what or when is missing."""
        # Somebody did a privileged write; a person who fails to sign in is nobody yet.
        nobody = None if attributes.get("privileged") else "anonymous"
        copied = ("id", "source", "type")
        entry = {name: attributes[name] for name in copied if name in attributes}
        # version-traceid-parentid-flags, https://www.w3.org/TR/trace-context/#traceparent-header
        _, _, trace = str(attributes.get("traceparent") or "").partition("-")
        entry |= {
            "subject": attributes.get("subject") or "",
            "actor_id": attributes.get("actorid") or nobody,
            "actor_role": attributes.get("actorrole") or nobody,
            "trace_id": trace.partition("-")[0],
            "request_id": str(attributes.get("requestid") or ""),
            "data": data,
            "happened_at": attributes.get("time"),
        }
        return convert(entry, cls)
