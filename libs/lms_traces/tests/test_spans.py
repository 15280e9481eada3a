"""What is recorded of a request, an event and a query."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from lms_traces import (
    Span,
    Trace,
    TraceSettings,
    end_http,
    event_span,
    exporter,
    note_query,
    receive,
    request_span,
    running,
    send_span,
    timed_query,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLED = Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1, "them=1")
UNSAMPLED = SAMPLED._replace(flags=0)
EVENT = {"id": "e1", "source": "/functions/x", "type": "org.learning.x.v1", "specversion": "1.0"}


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Span]]:
    """Tracing is on, and this is what would be exported."""
    found: list[Span] = []
    monkeypatch.setattr(exporter, "add", found.append)
    monkeypatch.setattr(exporter, "start", lambda: None)
    with TraceSettings.override(otel_exporter_otlp_endpoint="http://127.0.0.1:9"):
        yield found


def _serve(parent: Trace | None, status: int = 200, trace_id: str = "") -> Span:
    with request_span("GET /api/x/{id}", "server", parent, trace_id=trace_id) as span:
        assert span is not None
        end_http(span, "GET", "GET /api/x/{id}", status)
    return span


def test_nothing_is_recorded_when_tracing_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even a span is made."""
    found: list[Span] = []
    monkeypatch.setattr(exporter, "add", found.append)
    with request_span("GET /", "server", SAMPLED) as span, timed_query("redis", "x"):
        assert span is None
        assert running() is None
        with send_span("send email", "client", {}):
            pass
    assert found == []


def test_a_request_is_below_its_caller(spans: list[Span]) -> None:
    """With the names of the conventions for HTTP servers, and no path."""
    span = _serve(SAMPLED)
    assert spans == [span]
    assert (span.trace, span.context.state) == (SAMPLED, "them=1")
    assert span.attributes == {
        "http.request.method": "GET",
        "http.route": "/api/x/{id}",
        "http.response.status_code": 200,
        "url.scheme": "http",
    }
    assert not span.error
    assert span.started <= span.ended <= time.time_ns()


def test_without_a_caller_a_trace_begins(spans: list[Span]) -> None:
    """Under the id that the gateway has given it."""
    span = _serve(None, trace_id=SAMPLED.trace_id)
    assert spans == [span]
    assert (span.trace.trace_id, span.trace.parent_id) == (SAMPLED.trace_id, "")
    assert span.context.parent_id == span.span_id


@pytest.mark.parametrize(("status", "error"), [(404, ""), (499, ""), (500, "500"), (503, "503")])
def test_only_our_failures_are_errors(spans: list[Span], status: int, error: str) -> None:
    """A caller's mistake leaves the status of a server's span unset (conventions, HTTP)."""
    assert _serve(None, status).error == error
    assert spans


@pytest.mark.parametrize(
    ("sampler", "share", "parent", "is_sampled"),
    [
        ("parentbased_always_on", 1, None, True),
        ("parentbased_always_on", 1, UNSAMPLED, False),
        ("parentbased_always_off", 1, None, False),
        ("parentbased_always_off", 1, SAMPLED, True),
        ("always_on", 1, UNSAMPLED, True),
        ("always_off", 1, SAMPLED, False),
        # The last 64 bits of this id are 0.64 of all.
        ("traceidratio", 0.63, SAMPLED, False),
        ("traceidratio", 0.65, UNSAMPLED, True),
        ("parentbased_traceidratio", 0, SAMPLED, True),
        ("parentbased_traceidratio", 0, None, False),
        ("parentbased_traceidratio", 1, None, True),
    ],
)
def test_the_sampler_decides(
    spans: list[Span], sampler: str, share: float, parent: Trace | None, *, is_sampled: bool
) -> None:
    """By the names of OTEL_TRACES_SAMPLER; what is below a request follows it."""
    with (
        TraceSettings.override(otel_traces_sampler=sampler, otel_traces_sampler_arg=share),
        request_span("GET /", "server", parent) as span,
    ):
        assert span is not None
        with timed_query("redis", "x"), send_span("send sms", "client", {}):
            pass
        end_http(span, "GET", "GET /", 200)
    assert len(spans) == (3 if is_sampled else 0)
    assert span.context.flags & 1 == is_sampled


def test_a_ratio_is_that_of_the_sdk() -> None:
    """The same traces are sampled here as by any other program that has the SDK's sampler."""
    from opentelemetry.sdk.trace.sampling import TraceIdRatioBased

    for digit in range(16):
        trace_id = f"{digit:x}" * 32
        number = int(trace_id, 16)
        for share in (0.0, 0.1, 0.25, 0.5, 0.9, 1.0):
            theirs = TraceIdRatioBased(share).should_sample(None, number, "x")
            with TraceSettings.override(
                otel_exporter_otlp_endpoint="http://127.0.0.1:9",
                otel_traces_sampler="traceidratio",
                otel_traces_sampler_arg=share,
            ):
                with request_span("x", "server", SAMPLED._replace(trace_id=trace_id)) as span:
                    assert span is not None
                assert span.is_sampled == theirs.decision.is_sampled()  # type: ignore[no-untyped-call]


def test_an_event_goes_on_in_the_trace_of_its_cause(spans: list[Span]) -> None:
    """The broker's own delivery was in another one; the subject, maybe a person, is left out."""
    with request_span("EVENT", "consumer", None) as span:
        assert span is not None
        receive(span, {**EVENT, "subject": "somebody"}, SAMPLED)
        with timed_query("mongodb", "course_find"):
            pass
        end_http(span, "POST", "EVENT", 422)
    query, event = spans
    assert (event.name, event.trace) == ("process org.learning.x.v1", SAMPLED)
    assert (query.trace.trace_id, query.trace.parent_id) == (SAMPLED.trace_id, event.span_id)
    assert event.attributes["cloudevents.event_id"] == "e1"
    assert "somebody" not in event.attributes.values()
    # A refused event is lost for its consumer: that is an error, other than a caller's 422.
    assert event.error == "422"


def test_a_query_is_named_and_timed(spans: list[Span]) -> None:
    """With the stores' names in the conventions, and the class of what went wrong, not its text."""
    with request_span("GET /", "server", SAMPLED) as above:
        assert above is not None
        with pytest.raises(KeyError), timed_query("postgres", "claim_seat"):
            raise KeyError("ana@example.org")
        note_query("redis", "session", time.perf_counter() - 2)
    claim, session = spans
    assert claim.attributes == {
        "db.system.name": "postgresql",
        "db.operation.name": "claim_seat",
    }
    assert (claim.name, claim.kind, claim.error) == ("claim_seat", "client", "KeyError")
    assert claim.trace.parent_id == above.span_id
    assert 2e9 <= session.ended - session.started < 3e9


def test_the_relay_sends_in_the_trace_of_the_cause(spans: list[Span]) -> None:
    """However late, and with a link to its own run."""
    with request_span("EVENT", "consumer", None) as relay:
        assert relay is not None
        with event_span(EVENT, SAMPLED):
            pass
        with event_span(EVENT, None):
            pass
    late, own = spans
    assert (late.name, late.kind, late.trace) == ("send org.learning.x.v1", "producer", SAMPLED)
    assert late.link == relay.context
    assert (own.trace, own.link) == (relay.context, None)
