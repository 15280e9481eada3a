"""Events out: one POST to the broker's ingress, which Knative names in ``K_SINK``."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from lms_kernel import Provider, Unavailable
from lms_metrics import events_published, store_query_seconds
from lms_settings import Settings, authority

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2


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


# CloudEvents 1.0, "REQUIRED attributes".
_REQUIRED = ("specversion", "id", "source", "type")


class BrokerPublisher:
    """POSTs structured-mode CloudEvents to the broker and wants a 2xx."""

    def __init__(
        self, settings: EventSettings, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        """Open a client that keeps its connections; tests pass their own transport."""
        # Imported here because it is only needed once the response is already on its way.
        import httpx2

        self._failure = httpx2.HTTPError
        self._url = settings.k_sink
        ca_file = authority("K_SINK", settings.k_sink, schemes=("https",))
        self._client: httpx2.AsyncClient = httpx2.AsyncClient(
            timeout=settings.lms_events_publish_seconds,
            transport=transport,
            trust_env=False,
            # Without TLS no authorities are read, which takes longer than the request.
            verify=ssl.create_default_context(cafile=ca_file)
            if ca_file
            else settings.k_sink.startswith("https:"),
        )

    async def send(self, envelope: Mapping[str, object]) -> None:
        """Hand the event over; EventRefused or Unavailable when it was not acknowledged."""
        try:
            content = msgspec.json.encode(envelope)
        except (TypeError, ValueError) as fault:
            raise EventRefused(f"The event cannot be written as JSON: {fault}") from fault
        try:
            response = await self._client.post(
                self._url,
                content=content,
                headers={"Content-Type": "application/cloudevents+json; charset=utf-8"},
            )
        except self._failure as fault:
            raise Unavailable("The event broker cannot be reached.") from fault
        if response.is_client_error and response.status_code not in _RETRYABLE:
            raise EventRefused(f"The event broker answered {response.status_code}: {response.text}")
        if not response.is_success:
            raise Unavailable(f"The event broker answered {response.status_code}.")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _open() -> BrokerPublisher:
    return BrokerPublisher(EventSettings.current())


publisher: Provider[BrokerPublisher] = Provider(_open, close=BrokerPublisher.close)


async def publish(envelope: Mapping[str, object]) -> None:
    """Publish one event; it is safe with the broker when this returns.

    Raises EventRefused when the broker never takes it, else Unavailable.
    """
    kind = str(envelope.get("type", ""))
    started = time.perf_counter()
    try:
        _require_attributes(envelope)
        await publisher().send(envelope)
    except EventRefused:
        events_published.labels(kind, "refused").inc()
        raise
    except Unavailable:
        events_published.labels(kind, "failed").inc()
        raise
    finally:
        store_query_seconds.labels("broker", "publish").observe(time.perf_counter() - started)
    events_published.labels(kind, "acknowledged").inc()


def _require_attributes(envelope: Mapping[str, object]) -> None:
    """Refuse what no broker takes: whatever is in an outbox gets here, event or not."""
    if missing := [name for name in _REQUIRED if not envelope.get(name)]:
        raise EventRefused(f"It is not a CloudEvent: it has no {', '.join(missing)}.")
