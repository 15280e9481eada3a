"""What the runtime adds around a function."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import functions_framework.aio
import httpx2
import msgspec
import pytest

from lms_events import announce, scheduled, subscriber
from lms_http import Answer, endpoint, ok, parse
from lms_kernel import (
    Actor,
    DomainEvent,
    NotFound,
    Unavailable,
    after_response,
    current,
    envelope,
)
from lms_testing import CapturedEvents, client, deliver, event
from lms_testing._door import _app
from lms_testing.access import redis_away
from lms_testing.outboxes import MemoryOutbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, MutableMapping

    from cloudevents.http import CloudEvent
    from starlette.requests import Request


class Greeted(DomainEvent, frozen=True):
    """An event of these tests."""

    type = "org.learning.greeting.spoken.v1"
    greeting_id: str


class Body(msgspec.Struct):
    """A body of these tests."""

    text: str


@functions_framework.aio.http
@endpoint
async def greet(request: Request) -> Answer[dict[str, str]]:
    """Return what the path asks for."""
    match request.url.path:
        case "/missing":
            raise NotFound("No such greeting.")
        case "/broken":
            raise RuntimeError("a bug")
        case "/slow":
            await asyncio.sleep(5)
        case "/body":
            await parse(request, Body)
        case "/who":
            current().actor = Actor("somebody", "student")
    return ok({"hello": current().traceparent})


async def test_every_answer_carries_the_request_id_it_came_with() -> None:
    """A request id of the right form is taken over, any other is replaced."""
    async with client(greet) as http:
        response = await http.get("/", headers={"X-Request-Id": "abc-123"})
        replaced = await http.get("/", headers={"X-Request-Id": "no spaces allowed"})
        other = await http.get("/")
    assert response.headers["x-request-id"] == "abc-123"
    assert replaced.headers["x-request-id"] != "no spaces allowed"
    assert len(other.headers["x-request-id"]) == 36


@pytest.mark.parametrize("path", ["/", "/any/path", "/robots.txt", "/favicon.ico", "/two%0Alines"])
async def test_every_path_is_the_functions(path: str) -> None:
    """Also the two that functions-framework would answer by itself, with 404."""
    async with client(greet) as http:
        assert (await http.get(path)).status_code == 200


async def test_a_problem_is_answered_as_problem_details() -> None:
    """An expected failure keeps its status, slug and words."""
    async with client(greet) as http:
        answer = await http.get("/missing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/not-found"
    assert answer.json()["detail"] == "No such greeting."


async def test_a_bug_is_a_500_that_tells_nothing() -> None:
    """The caller learns that the fault is ours, not what it was."""
    async with client(greet) as http:
        answer = await http.get("/broken")
    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/internal-error"
    assert "a bug" not in answer.text


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_over_the_limit_is_refused(*, announced: bool) -> None:
    """Both an announced and a streamed body end at the limit."""

    async def stream() -> object:
        for _ in range(4):
            yield b"x" * 1024

    async with client(greet, lms_request_body_limit_bytes=2048) as http:
        answer = await http.post(
            "/body",
            content=b"x" * 4096 if announced else stream(),  # type: ignore[arg-type]  # an async iterator
            headers={"Content-Type": "application/json"},
        )
    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/content-too-large"


@pytest.mark.parametrize(("digits", "status"), [("9" * 5000, 413), ("0" * 5000 + "4", 422)])
async def test_a_length_of_any_number_of_digits_is_one(digits: str, status: int) -> None:
    """RFC 9110, section 8.6: 1*DIGIT; the short body is read, and is no object."""
    async with client(greet) as http:
        headers = {"Content-Type": "application/json", "Content-Length": digits}
        answer = await http.post("/body", content=b"1234", headers=headers)
    assert answer.status_code == status


async def test_an_answer_that_takes_too_long_is_a_503() -> None:
    """The deadline ends the work and says when to come back."""
    async with client(greet, lms_request_deadline_seconds=0.05) as http:
        answer = await http.get("/slow")
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/deadline-exceeded"
    assert answer.headers["retry-after"] == "2"


async def test_health_and_metrics_are_the_runtimes_own() -> None:
    """The function never sees these paths, and the metrics name its route."""
    async with client(greet) as http:
        await http.get("/")
        alive = await http.get("/health/liveness")
        ready = await http.get("/health/readiness")
        metrics = (await http.get("/metrics")).text
    assert (alive.json()["status"], ready.json()["status"]) == ("alive", "ready")
    assert 'http_requests_total{code="200",method="GET",route="TEST greet"}' in metrics
    assert "http_requests_in_flight 0.0" in metrics


async def test_the_access_log_names_request_trace_and_user(
    capfdbinary: pytest.CaptureFixture[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    """One line a request says who asked for what, and how it went."""
    caplog.set_level("INFO", logger="lms_runtime.access")
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    async with client(greet) as http:
        await http.get("/who", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
        await http.get("/missing")
    await asyncio.sleep(0)
    lines = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [line["message"] for line in lines] == ["GET /who 200", "GET /missing 404"]
    assert (lines[0]["user_id"], lines[0]["trace_id"]) == ("somebody", trace)
    assert lines[0]["request_id"] != lines[1]["request_id"]
    assert lines[0]["duration_ms"] >= 0
    assert all(line["time"] and line["level"] == "info" for line in lines)


async def test_what_is_announced_is_published_after_the_answer(published: CapturedEvents) -> None:
    """The caller does not wait for the broker, and the outbox is settled afterwards."""
    shelf = MemoryOutbox()

    @functions_framework.aio.http
    @endpoint
    async def speak(request: Request) -> Answer[int]:
        del request
        spoken = envelope(Greeted(greeting_id="g1"))
        shelf.kept[str(spoken["id"])] = spoken
        announce(shelf, spoken)
        return ok(len(published))

    async with client(speak) as http:
        answer = await http.get("/")
    assert answer.json() == 0
    assert published.types() == ["org.learning.greeting.spoken.v1"]
    assert published[0]["source"] == "/functions/speak"
    assert published[0]["traceparent"]
    assert shelf.kept == {}


async def test_a_broker_that_is_away_costs_the_caller_nothing(published: CapturedEvents) -> None:
    """The event stays in the outbox, the answer is a success."""
    shelf = MemoryOutbox()
    published.is_away = True

    @functions_framework.aio.http
    @endpoint
    async def speak(request: Request) -> Answer[str]:
        del request
        spoken = envelope(Greeted(greeting_id="g1"))
        shelf.kept[str(spoken["id"])] = spoken
        announce(shelf, spoken)
        return ok("done")

    async with client(speak) as http:
        answer = await http.get("/")
    assert answer.status_code == 200
    assert len(shelf.kept) == 1


async def test_a_failing_job_after_the_response_does_not_reach_the_caller() -> None:
    """What fails after the answer is logged, and the jobs behind it are dropped."""

    @functions_framework.aio.http
    @endpoint
    async def promise(request: Request) -> Answer[str]:
        del request

        async def fail() -> None:
            raise RuntimeError("too late")

        after_response(fail)
        return ok("done")

    async with client(promise) as http:
        assert (await http.get("/")).status_code == 200


async def test_a_handled_event_is_answered_with_an_empty_204() -> None:
    """Knative's brokers take any other body for a failed delivery."""
    seen = []

    @functions_framework.aio.cloud_event
    @subscriber
    async def notice(event: CloudEvent) -> None:
        seen.append(event["id"])

    spoken = event(Greeted(greeting_id="g1"))
    first = await deliver(notice, spoken)
    again = await deliver(notice, spoken)
    assert (first.status_code, first.content) == (204, b"")
    assert again.status_code == 204
    assert seen == [spoken["id"]]


@pytest.mark.parametrize(
    ("failure", "status"),
    [(NotFound("gone"), 422), (Unavailable("away"), 503), (RuntimeError("a bug"), 500)],
)
async def test_the_status_of_an_event_is_a_decision(failure: Exception, status: int) -> None:
    """What can never work is refused, an outage asks for another try, a bug too."""

    @functions_framework.aio.cloud_event
    @subscriber
    async def notice(event: CloudEvent) -> None:
        del event
        raise failure

    assert (await deliver(notice, event(Greeted(greeting_id="g1")))).status_code == status


async def test_an_event_that_failed_is_handled_at_its_next_delivery() -> None:
    """Only what was finished is remembered."""
    tries = []

    @functions_framework.aio.cloud_event
    @subscriber
    async def notice(event: CloudEvent) -> None:
        tries.append(event["id"])
        if len(tries) == 1:
            raise Unavailable("away")

    spoken = event(Greeted(greeting_id="g1"))
    assert (await deliver(notice, spoken)).status_code == 503
    assert (await deliver(notice, spoken)).status_code == 204
    assert len(tries) == 2


async def test_a_tick_is_not_remembered() -> None:
    """What the clock asks for is done each time, whatever the store that remembers does."""
    ticks = []

    @functions_framework.aio.cloud_event
    @scheduled
    async def tick(event: CloudEvent) -> None:
        ticks.append(event["id"])

    spoken = event(Greeted(greeting_id="g1"))
    with redis_away():
        assert (await deliver(tick, spoken)).status_code == 204
        assert (await deliver(tick, spoken)).status_code == 204
    assert len(ticks) == 2


async def test_something_that_is_no_event_is_refused() -> None:
    """An unreadable event is a 400: the broker puts it aside immediately."""

    @functions_framework.aio.cloud_event
    @subscriber
    async def notice(event: CloudEvent) -> None:
        del event

    # By no broker, so not by `deliver`.
    transport = httpx2.ASGITransport(_app(notice, "cloudevent"))
    async with httpx2.AsyncClient(transport=transport, base_url="http://function.test") as stranger:
        answer = await stranger.post("/", json={"not": "an event"})
    assert answer.status_code == 400


async def test_a_stopping_function_is_not_ready() -> None:
    """After the lifespan's end readiness is a 503 and the stores are closed."""
    app = _app(greet, "http")
    messages: list[MutableMapping[str, Any]] = [
        {"type": "lifespan.startup"},
        {"type": "lifespan.shutdown"},
    ]
    sent: list[str] = []

    async def receive() -> MutableMapping[str, Any]:
        return messages.pop(0)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message["type"])

    await app({"type": "lifespan"}, receive, send)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="http://t.test"
    ) as http:
        answer = await http.get("/health/readiness")
    assert (answer.status_code, json.loads(answer.content)["status"]) == (503, "stopping")


async def test_a_refused_body_is_heard_out() -> None:
    """A caller that is still sending does not listen: what was announced is read, then refused."""
    heard: list[bytes] = []

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(4):
            heard.append(b"x" * 1024)
            yield heard[-1]

    async with client(greet, lms_request_body_limit_bytes=2048) as http:
        headers = {"Content-Type": "application/json", "Content-Length": "4096"}
        answer = await http.post("/body", content=stream(), headers=headers)
    assert answer.status_code == 413
    assert len(heard) == 4
