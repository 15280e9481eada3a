"""Events out: one POST to the broker's ingress, which Knative names in ``K_SINK``."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from lms_kernel import Provider, Unavailable
from lms_metrics import events_published, query_seconds
from lms_settings import Settings, authority
from lms_traces import event_span, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lms_events._wire import Wire
    from lms_metrics import QueryOutcome
    from lms_traces import Trace


class EventSettings(Settings, frozen=True):
    """Where events go and how long a publisher waits for the broker's acknowledgement."""

    k_sink: str
    lms_events_publish_seconds: Annotated[float, Meta(gt=0, le=25)] = 3.0


class EventRefused(Unavailable):
    """The broker is there but will never take this event; it may take others."""

    slug = "event-refused"
    title = "The event broker does not take this event"


# 4xx about authentication, the address or the time, not about the event (RFC 9110, RFC 8470).
# 404, 408, 409 and 429 are what Knative itself repeats. All others are the event's own fault.
_RETRYABLE = frozenset({401, 402, 403, 404, 405, 407, 408, 409, 410, 421, 423, 425, 426, 429})


# CloudEvents 1.0, structured mode.
_HEADERS = {"Content-Type": "application/cloudevents+json; charset=utf-8"}
# Classes of status codes (RFC 9110, 15).
_SUCCESS, _CLIENT_ERROR = 2, 4
# CloudEvents 1.0, "REQUIRED attributes".
_REQUIRED = ("specversion", "id", "source", "type")


class BrokerPublisher:
    """POSTs structured-mode CloudEvents to the broker and wants a 2xx."""

    def __init__(self, settings: EventSettings, wire: Wire | None = None) -> None:
        """Publish over the given wire, or over one to the sink of the settings."""
        # Imported here because it is only needed once the response is already on its way.
        from lms_events._wire import Wire

        ca_file = authority("K_SINK", settings.k_sink, schemes=("https",))
        is_encrypted = settings.k_sink.startswith("https:")
        tls = ssl.create_default_context(cafile=ca_file) if is_encrypted else None
        self._seconds = settings.lms_events_publish_seconds
        self._wire = wire or Wire(settings.k_sink, _HEADERS, tls)

    async def send(self, envelope: Mapping[str, object]) -> None:
        """Hand the event over; EventRefused or Unavailable when it was not acknowledged."""
        try:
            content = msgspec.json.encode(envelope)
        except (TypeError, ValueError) as fault:
            raise EventRefused(f"The event cannot be written as JSON: {fault}") from fault
        try:
            status, text = await self._wire.post(content, self._seconds, _trace_fields(envelope))
        except OSError as fault:
            raise Unavailable("The event broker cannot be reached.") from fault
        if status // 100 == _CLIENT_ERROR and status not in _RETRYABLE:
            raise EventRefused(f"The event broker answered {status}: {text}")
        if status // 100 != _SUCCESS:
            raise Unavailable(f"The event broker answered {status}.")

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()


def _open() -> BrokerPublisher:
    return BrokerPublisher(EventSettings.current())


publisher: Provider[BrokerPublisher] = Provider(_open, close=BrokerPublisher.close)


async def publish(envelope: Mapping[str, object]) -> None:
    """Publish one event; it is safe with the broker when this returns.

    Raises EventRefused when the broker never takes it, else Unavailable.
    """
    kind = str(envelope.get("type", ""))
    started = time.perf_counter()
    outcome: QueryOutcome = "failed"
    try:
        with event_span(envelope, _trace(envelope)):
            _require_attributes(envelope)
            await publisher().send(envelope)
        outcome = "ok"
    except EventRefused:
        events_published.labels(kind, "refused").inc()
        raise
    except Unavailable:
        outcome = "unavailable"
        events_published.labels(kind, "failed").inc()
        raise
    finally:
        query_seconds("broker", "publish", outcome).observe(time.perf_counter() - started)
    events_published.labels(kind, "acknowledged").inc()


def _trace(envelope: Mapping[str, object]) -> Trace | None:
    """Return the context of what caused the event, whoever publishes it, and however late."""
    return parse(str(envelope.get("traceparent", "")), str(envelope.get("tracestate", "")))


def _trace_fields(envelope: Mapping[str, object]) -> Mapping[str, str]:
    """Return the fields by which the broker's own spans, if it has any, join the trace."""
    trace = _trace(envelope)
    if trace is None:
        return {}
    fields = {"traceparent": trace.traceparent}
    return {**fields, "tracestate": trace.state} if trace.state else fields


def _require_attributes(envelope: Mapping[str, object]) -> None:
    """Refuse what no broker takes: whatever is in an outbox gets here, event or not."""
    if missing := [name for name in _REQUIRED if not envelope.get(name)]:
        raise EventRefused(f"It is not a CloudEvent: it has no {', '.join(missing)}.")
