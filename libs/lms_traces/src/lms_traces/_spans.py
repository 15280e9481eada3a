"""Spans: what happened, from when to when, below which other span.

Names and attributes are those of OpenTelemetry's semantic conventions where there are any:
https://opentelemetry.io/docs/specs/semconv/. What the conventions ask for and people could be known
by (paths, queries, addresses, subjects of events) is left out.
"""

from __future__ import annotations

import contextvars
import time
from typing import TYPE_CHECKING, Literal

import msgspec

from lms_metrics import query_seconds
from lms_traces._export import exporter
from lms_traces._settings import TraceSettings
from lms_traces._w3c import SAMPLED, Trace, new, new_span_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from lms_metrics import QueryOutcome

Kind = Literal["server", "consumer", "producer", "client"]

# What the conventions call our stores.
_SYSTEMS = {"postgres": "postgresql", "mongodb": "mongodb", "redis": "redis"}
_CLIENT_ERROR, _SERVER_ERROR = 400, 500
# The sampler's own rule: the last 64 bits of the trace's id, compared with a share of 2**64.
_RATIO_BITS = 64


class Span(msgspec.Struct, gc=False):
    """One piece of work; times are nanoseconds since 1970, ``error`` is an ``error.type``."""

    name: str
    kind: Kind
    trace: Trace
    """The trace; its ``parent_id`` is this span's parent, empty for the first of a trace."""
    attributes: dict[str, str | int]
    span_id: str = msgspec.field(default_factory=new_span_id)
    started: int = msgspec.field(default_factory=time.time_ns)
    ended: int = 0
    error: str = ""
    link: Trace | None = None

    @property
    def is_sampled(self) -> bool:
        """Whether the span is recorded at all."""
        return bool(self.trace.flags & SAMPLED)

    @property
    def context(self) -> Trace:
        """Return the context of what happens below this span."""
        return self.trace._replace(parent_id=self.span_id)

    def join(self, parent: Trace) -> None:
        """Go below another parent: that of an event is known only once it was read."""
        self.trace = _sampled(parent, is_root=False)

    def end(self) -> None:
        """Hand the span over, if it is sampled."""
        self.ended = time.time_ns()
        if self.is_sampled:
            exporter.add(self)


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
            self._span = Span(name, kind, _sampled(root, is_root=parent is None), {})

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
    span.end()
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
            self._span.end()


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
    span.end()


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


def _about(event: Mapping[str, object]) -> dict[str, str | int]:
    """Return what the conventions for CloudEvents name, without the subject: it may be a person."""
    names = ("id", "source", "type", "specversion")
    found = {name: str(event[name]) for name in names if event.get(name)}
    about: dict[str, str | int] = {"messaging.system": "cloudevents"}
    for name, value in found.items():
        about[f"cloudevents.event_{name.replace('specversion', 'spec_version')}"] = value
    return about


def _sampled(trace: Trace, *, is_root: bool) -> Trace:
    """Return the trace with the sampler's decision in its flags."""
    settings = TraceSettings.current()
    sampler = settings.otel_traces_sampler
    if sampler.startswith("parentbased_") and not is_root:
        return trace
    is_sampled = sampler.endswith("always_on")
    if sampler.endswith("traceidratio"):
        bound = round(settings.otel_traces_sampler_arg * 2**_RATIO_BITS)
        is_sampled = int(trace.trace_id[16:], 16) < bound
    flags = trace.flags | SAMPLED if is_sampled else trace.flags & ~SAMPLED
    return trace._replace(flags=flags)
