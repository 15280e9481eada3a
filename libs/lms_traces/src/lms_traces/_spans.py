"""Spans: what happened, from when to when, below which other span.

Names and attributes are those of OpenTelemetry's semantic conventions where there are any:
https://opentelemetry.io/docs/specs/semconv/. What the conventions ask for and people could be known
by (paths, queries, addresses, subjects of events) is left out.
"""

from __future__ import annotations

import contextvars
import time
from typing import TYPE_CHECKING

from lms_metrics import query_seconds
from lms_traces._export import exporter
from lms_traces._settings import TraceSettings
from lms_traces._span import Kind, Span, sampled
from lms_traces._w3c import SAMPLED, Trace, new

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from lms_metrics import QueryOutcome

# What the conventions call our stores.
_SYSTEMS = {"postgres": "postgresql", "mongodb": "mongodb", "redis": "redis"}
_CLIENT_ERROR, _SERVER_ERROR = 400, 500


_running: contextvars.ContextVar[Span | None] = contextvars.ContextVar("lms_span", default=None)


def running() -> Span | None:
    """Return the span of the running request or event; None where nothing is recorded."""
    return _running.get()


class request_span:  # noqa: N801 - used like a function: ``with request_span(...) as span``
    """Be the span of one request or event; without a parent it is the first of a trace.

    The span is None when tracing is off.
    """

    __slots__ = ("_span", "_token")

    def __init__(self, name: str, kind: Kind, parent: Trace | None, *, trace_id: str = "") -> None:
        """Begin below the parent, or begin a trace under the id, if it is a valid one."""
        self._span: Span | None = None
        if TraceSettings.current().otel_exporter_otlp_endpoint:
            root = parent or new(trace_id)._replace(parent_id="")
            self._span = Span(name, kind, sampled(root, is_root=parent is None), {})

    def __enter__(self) -> Span | None:
        """Let the spans that follow be below this one."""
        if self._span is not None:
            self._token = _running.set(self._span)
        return self._span

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let others be below others."""
        if self._span is not None:
            _running.reset(self._token)


def end_http(span: Span, method: str, route: str, status: int) -> None:
    """End the span of an HTTP request. What comes next does not hold up a response."""
    path = route.partition(" ")[2]
    span.attributes |= {
        "http.request.method": method if method != "OTHER" else "_OTHER",
        "http.response.status_code": status,
        "url.scheme": "http",
    }
    if path:
        span.attributes["http.route"] = path
    # A caller's mistake is no failure of the server, but an event that is refused is lost.
    if status >= (_SERVER_ERROR if span.kind == "server" else _CLIENT_ERROR):
        span.error = span.error or str(status)
    _end(span)
    exporter.start()


def receive(span: Span, event: Mapping[str, object], parent: Trace | None) -> None:
    """Say which event the span is about, and put it below the one that the event is from."""
    kind = str(event["type"])
    span.name = f"process {kind}"
    span.attributes |= {"messaging.operation.name": "process", **_about(event)}
    span.attributes["messaging.operation.type"] = "process"
    if parent is not None:
        span.join(parent)


class send_span:  # noqa: N801 - as above
    """Record that something leaves the process: an event, a mail, a text message, a push message.

    Other spans do not go below it, so any number may be open at the same time.
    """

    __slots__ = ("_span",)

    def __init__(
        self,
        name: str,
        kind: Kind,
        attributes: Mapping[str, str | int],
        *,
        parent: Trace | None = None,
    ) -> None:
        """Begin below the parent, otherwise below the span of the running request."""
        self._span: Span | None = None
        above = _running.get()
        if above is None:
            return
        trace = parent or above.context
        if not trace.flags & SAMPLED:
            return
        self._span = Span(name, kind, trace, dict(attributes))
        if trace.trace_id != above.trace.trace_id:
            # The relay sends what other requests left: their trace, and a link to its own.
            self._span.link = above.context

    def __enter__(self) -> None:
        """Do nothing: the clock is running."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it."""
        if self._span is not None:
            self._span.error = kind.__name__ if kind else ""
            _end(self._span)


def event_span(event: Mapping[str, object], parent: Trace | None) -> send_span:
    """Return the span of publishing an event, in the trace of what caused the event."""
    about = {"messaging.operation.name": "send", "messaging.operation.type": "send"}
    name = f"send {event.get('type', '')}"
    return send_span(name, "producer", {**about, **_about(event)}, parent=parent)


def note_query(
    store: str,
    query: str,
    started: float,
    outcome: QueryOutcome = "ok",
    kind: type[BaseException] | None = None,
) -> None:
    """Measure a query that began at ``time.perf_counter()`` and ended now; record its span.

    ``query`` is a name from the code, ``kind`` the class of what it raised.
    """
    seconds = time.perf_counter() - started
    query_seconds(store, query, outcome).observe(seconds)
    above = _running.get()
    if above is None or not above.is_sampled:
        return
    attributes: dict[str, str | int] = {
        "db.system.name": _SYSTEMS[store],
        "db.operation.name": query,
    }
    span = Span(query, "client", above.context, attributes)
    span.started -= int(seconds * 1e9)
    span.error = kind.__name__ if kind else ""
    _end(span)


def _failed(_fault: BaseException) -> QueryOutcome:
    return "failed"


class timed_query:  # noqa: N801 - as above
    """Measure a query and record its span; a class, for generators take longer, for every query."""

    __slots__ = ("_outcome_of", "_query", "_started", "_store")

    def __init__(
        self, store: str, query: str, outcome_of: Callable[[BaseException], QueryOutcome] = _failed
    ) -> None:
        """Name the store, the query, and what tells the outcome from what was raised."""
        self._store = store
        self._query = query
        self._outcome_of = outcome_of

    def __enter__(self) -> None:
        """Start the clock."""
        self._started = time.perf_counter()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Note how long it took."""
        outcome = "ok" if fault is None else self._outcome_of(fault)
        note_query(self._store, self._query, self._started, outcome, kind)


def _end(span: Span) -> None:
    """Hand the span over, if it is sampled."""
    span.ended = time.time_ns()
    if span.is_sampled:
        exporter.add(span)


def _about(event: Mapping[str, object]) -> dict[str, str | int]:
    """Return what the conventions for CloudEvents name, without the subject: it may be a person."""
    names = ("id", "source", "type", "specversion")
    found = {name: str(event[name]) for name in names if event.get(name)}
    about: dict[str, str | int] = {"messaging.system": "cloudevents"}
    for name, value in found.items():
        about[f"cloudevents.event_{name.replace('specversion', 'spec_version')}"] = value
    return about
