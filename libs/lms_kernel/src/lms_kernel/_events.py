"""What happened, in the past tense, and the CloudEvents 1.0 envelope around it."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from lms_kernel._clock import utc_now
from lms_kernel._context import current
from lms_kernel._ids import new_id

SCHEMAS = "https://learning.org/schemas/"
"""Where the schemas of events are named: one name in every environment (decision 0034)."""


class DomainEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A fact of a context; the fields are the event's data."""

    type: ClassVar[str]

    def subject(self) -> str:
        """Return the id of the entity that the event is about: by convention the first field.

        Empty when there is none: CloudEvents know no empty subject.
        """
        return str(getattr(self, self.__struct_fields__[0]))

    @classmethod
    def schema_id(cls) -> str:
        """Return the URI that names the JSON Schema of the event's data.

        CloudEvents want an absolute URI (RFC 3986, section 4.3); every installation serves the
        document itself at the path of that URI.
        """
        return f"{SCHEMAS}{cls.type}.json"


def envelope(event: DomainEvent, *, id: str | None = None, **extensions: str) -> dict[str, object]:  # noqa: A002 - the attribute's name in CloudEvents
    """Return the event as a CloudEvents 1.0 JSON object (structured mode).

    Source, actor, request and trace come from what is running; ``privileged`` marks writes that the
    audit trail keeps. A given ``id`` makes a repeat of the same cause the same event.
    """
    context = current()
    attributes: dict[str, object] = {
        "specversion": "1.0",
        "id": id or new_id(),
        "source": f"/functions/{context.function or 'platform'}",
        "type": event.type,
        "time": utc_now().isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "dataschema": event.schema_id(),
        **extensions,
    }
    if subject := event.subject():
        attributes["subject"] = subject
    if context.traceparent:
        # CloudEvents' extension "distributed tracing": the event keeps the context of its cause.
        attributes["traceparent"] = context.traceparent
        if context.tracestate:
            attributes["tracestate"] = context.tracestate
    if context.request_id:
        attributes["requestid"] = context.request_id
    if context.actor is not None:
        attributes["actorid"] = context.actor.id
        attributes["actorrole"] = context.actor.role
        if context.actor.is_privileged:
            attributes["privileged"] = "true"
    attributes["data"] = msgspec.to_builtins(event)
    return attributes
