"""The trace of a request or an event, from outside of a function to what it publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import functions_framework.aio

from lms_events import relay, scheduled
from lms_http import Answer, endpoint, ok, parse
from lms_kernel import DomainEvent, NotFound, current, envelope
from lms_testing import CapturedEvents, client, deliver, event
from lms_testing.outboxes import MemoryOutbox
from lms_traces import Span, TraceSettings, exporter

if TYPE_CHECKING:
    import pytest
    from cloudevents.http import CloudEvent
    from starlette.requests import Request


class Greeted(DomainEvent, frozen=True):
    """An event of these tests."""

    type = "org.learning.greeting.spoken.v1"
    greeting_id: str


@functions_framework.aio.http
@endpoint
async def greet(request: Request) -> Answer[dict[str, str]]:
    """Return the trace, or the problem that the path asks for."""
    match request.url.path:
        case "/missing":
            raise NotFound("No such greeting.")
        case "/broken":
            raise RuntimeError("a bug")
        case "/body":
            await parse(request, Greeted)
    return ok({"hello": current().traceparent})


async def test_a_trace_is_passed_on_or_begun() -> None:
    """A valid traceparent reaches the function; without one a trace is begun."""
    given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    async with client(greet) as http:
        response = await http.get("/", headers={"traceparent": given})
        begun = await http.get("/", headers={"traceparent": "00-zz"})
    assert response.json()["hello"] == given
    assert begun.json()["hello"].startswith("00-")
    assert begun.json()["hello"] != given


async def test_a_trace_begins_under_the_gateways_id() -> None:
    """It is in every problem, for people to quote, and in the log (RFC 9457, 3.2)."""
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    async with client(greet) as http:
        fields = {"X-Trace-Id": trace}
        begun = await http.get("/", headers=fields)
        problems = [await http.get(path, headers=fields) for path in ("/missing", "/broken")]
        problems.append(await http.post("/body", content=b"x" * 2_000_000, headers=fields))
    assert begun.json()["hello"].startswith(f"00-{trace}-")
    assert [each.status_code for each in problems] == [404, 500, 413]
    assert {each.json()["trace_id"] for each in problems} == {trace}


async def test_an_event_is_published_in_the_trace_of_its_cause(
    published: CapturedEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also by the relay, after a crash: the outbox has kept the context with the event."""
    found: list[Span] = []
    monkeypatch.setattr(exporter, "add", found.append)
    monkeypatch.setattr(exporter, "start", lambda: None)
    shelf = MemoryOutbox()
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    @functions_framework.aio.http
    @endpoint
    async def speak(request: Request) -> Answer[int]:
        del request
        spoken = envelope(Greeted(greeting_id="g1"))
        shelf.kept[str(spoken["id"])] = spoken
        # Here the process dies: nothing is announced.
        return ok(0)

    @functions_framework.aio.cloud_event
    @scheduled
    async def relay_it(event: CloudEvent) -> None:
        del event
        await relay(shelf, older_than_seconds=0)

    with TraceSettings.override(otel_exporter_otlp_endpoint="http://127.0.0.1:9"):
        async with client(speak) as http:
            fields = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01", "tracestate": "them=1"}
            await http.get("/", headers=fields)
        await deliver(relay_it, event(Greeted(greeting_id="tick")))

    request, sent, run = found
    assert (request.trace.trace_id, request.trace.parent_id) == (trace, "00f067aa0ba902b7")
    assert published[0]["traceparent"] == request.context.traceparent
    assert published[0]["tracestate"] == "them=1"
    assert (sent.name, sent.trace) == (f"send {Greeted.type}", request.context)
    assert run.trace.trace_id != trace
    assert sent.link == run.context
