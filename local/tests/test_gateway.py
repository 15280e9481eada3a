"""The gateway: its configuration as text, and a real nginx that runs with it."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from lms_runtime import RuntimeSettings
from local.functions import Route
from local.gateway import Gateway, nginx_configuration, prepare_gateway
from local.gateway.answers import allowed_methods, path_pattern
from local.gateway.problems import BODY_LIMIT, PROBLEMS, problem
from local.ports import free_port
from local.processes import log_tail
from local.tests.gateways import running_nginx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from local.processes import Ledger

Client = httpx2.AsyncClient
ROUTES = {
    Route.parse("GET /api/courses"): "list-courses",
    Route.parse("POST /api/courses"): "create-course",
    Route.parse("GET /api/courses/{id}"): "get-course",
    Route.parse("GET /api/courses/featured"): "featured-courses",
    Route.parse("GET /.well-known/jwks.json"): "get-jwks",
}


def gateway(folder: Path, **more: object) -> Gateway:
    """Return a gateway of five routes."""
    options: dict[str, object] = {
        "port": 8080,
        "host_port": 9000,
        "routes": ROUTES,
        "sockets": {service: folder / f"{service}.sock" for service in ROUTES.values()},
        "api": folder / "api",
    }
    return Gateway(**{**options, **more})  # type: ignore[arg-type]


def test_a_template_is_a_pattern_of_whole_segments() -> None:
    """`{id}` is one segment, everything else is literal."""
    pattern = re.compile(path_pattern("/api/v1.0/{id}/x"))
    assert pattern.fullmatch("/api/v1.0/abc/x")
    assert not pattern.fullmatch("/api/v1.0/a/b/x")
    assert not pattern.fullmatch("/api/v1.0//x")
    assert not pattern.fullmatch("/api/v1-0/abc/x")


def test_who_takes_get_takes_head() -> None:
    """Allow lists all methods of a path, sorted."""
    allowed = allowed_methods(ROUTES)
    assert allowed["/api/courses"] == "GET, HEAD, POST"
    assert allowed["/api/courses/{id}"] == "GET, HEAD"


def test_a_fixed_segment_wins_over_a_placeholder() -> None:
    """The first pattern that matches is used."""
    text = nginx_configuration(gateway(Path("/run")))
    assert text.index("featured-courses;") < text.index(" get-course;")


def test_root_runs_its_workers_as_root() -> None:
    """The sockets belong to root; an ordinary user cannot become another user."""
    assert "user root;" in nginx_configuration(gateway(Path("/run"), as_root=True))
    assert "user root;" not in nginx_configuration(gateway(Path("/run")))


def test_a_path_with_quotes_stays_one_word() -> None:
    """Whatever the data directory is called."""
    assert r'"unix:/a \"b\" c/get-jwks.sock"' in nginx_configuration(gateway(Path('/a "b" c')))


@pytest.mark.parametrize("status", sorted(PROBLEMS))
def test_every_answer_of_its_own_is_a_problem(status: int) -> None:
    """With the members of RFC 9457, and no quote that would end nginx's string."""
    body = problem(status)
    assert "'" not in body
    assert json.loads(body)["status"] == status
    assert json.loads(body)["type"].startswith("/problems/")


@pytest.fixture
async def running(
    short_path: Path, ledger: Ledger, receiver: object
) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client of a real nginx; every function's socket is the receiver's."""
    api = short_path / "api"
    (api / "docs").mkdir(parents=True)
    (api / "docs" / "index.html").write_text("<h1>Docs</h1>")
    (api / "openapi.json").write_text('{"openapi": "3.1.0"}')
    (api / "problems.html").write_text("<h1>Problems</h1>")
    sockets = dict.fromkeys(ROUTES.values(), short_path / "receiver.sock")
    sockets["get-jwks"] = short_path / "nobody.sock"
    configuration = gateway(
        short_path,
        port=free_port(),
        host_port=free_port(),
        sockets=sockets,
        as_root=os.geteuid() == 0,
    )
    prepare_gateway(short_path / "nginx", configuration)
    async with running_nginx(short_path / "nginx", configuration.port, ledger) as client:
        yield client
    assert "emerg" not in log_tail(short_path / "nginx.log")


async def test_requests_reach_the_function_of_their_route(running: Client, receiver: Any) -> None:
    """With the id, the address and the name that the gateway vouches for."""
    answer = await running.post(
        "/api/courses?x=1",
        content=b"{}",
        headers={
            "X-Forwarded-For": "6.6.6.6",
            "X-Real-IP": "6.6.6.6",
            "Connection": "X-Real-IP",
            "Forwarded": "for=6.6.6.6",
            "X-Request-Id": "mine",
            "X-Trace-Id": "4bf92f3577b34da6a3ce929d0e0e4736",
            "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "tracestate": "a=1",
        },
    )
    assert answer.status_code == 204
    ((headers, body),) = receiver.requests
    assert body == b"{}"
    assert headers["x-request-id"] == answer.headers["x-request-id"] == "mine"
    assert headers["x-real-ip"] == "127.0.0.1"
    assert headers["x-forwarded-for"] == "6.6.6.6, 127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert headers["x-forwarded-host"] == headers["host"]
    assert not headers.keys() & {"forwarded", "traceparent", "tracestate"}
    # A trace begins here, whatever the caller says of its own.
    assert re.fullmatch("[0-9a-f]{32}", headers["x-trace-id"])
    assert headers["x-trace-id"] != "4bf92f3577b34da6a3ce929d0e0e4736"


async def test_a_request_without_a_name_is_called_after_its_trace(
    running: Client, receiver: Any
) -> None:
    """One number to quote, to search logs and to search traces."""
    answer = await running.get("/api/courses")
    ((headers, _),) = receiver.requests
    assert answer.headers["x-request-id"] == headers["x-trace-id"] == headers["x-request-id"]


async def test_an_odd_request_id_is_replaced(running: Client, receiver: Any) -> None:
    """What could break a log line is not passed on."""
    answer = await running.get("/api/courses", headers={"X-Request-Id": 'a b"c'})
    ((headers, _),) = receiver.requests
    assert re.fullmatch("[0-9a-f]{32}", headers["x-request-id"])
    assert answer.headers["x-request-id"] == headers["x-request-id"]


async def test_head_is_asked_as_get(running: Client, receiver: Any) -> None:
    """A function need not handle HEAD; the length is returned without the body."""
    receiver.answers.append((200, {"Content-Type": "text/plain"}, b"hello"))
    answer = await running.head("/api/courses/1")
    assert answer.status_code == 200
    assert answer.headers["content-length"] == "5"
    assert answer.content == b""


@pytest.mark.parametrize("field", ["If-Match", "If-None-Match", "If-Range"])
@pytest.mark.parametrize("tags", ['W/"3"', '"3"', 'W/"3", "4"', "*"])
async def test_conditions_reach_the_function_as_they_are(
    running: Client, receiver: Any, field: str, tags: str
) -> None:
    """A weak tag never matches If-Match (RFC 9110, 13.1.1): the gateway makes none strong."""
    await running.get("/api/courses/1", headers={field: tags})
    ((headers, _),) = receiver.requests
    assert headers[field.lower()] == tags


async def test_the_gateway_says_since_when_the_caller_waits(running: Client, receiver: Any) -> None:
    """In seconds with milliseconds, over whatever the caller wrote: it must not move a deadline."""
    before = time.time()
    await running.get("/api/courses/1", headers={"X-Request-Start": "t=99999999999"})
    ((headers, _),) = receiver.requests
    started = re.fullmatch(r"t=([0-9]{10}\.[0-9]{3})", headers["x-request-start"])
    assert started
    # nginx looks at its clock once for all that happens in one turn.
    assert before - 1 < float(started[1]) < time.time() + 0.001


async def test_long_json_is_compressed(running: Client, receiver: Any) -> None:
    """For clients that accept it."""
    receiver.answers.append((200, {"Content-Type": "application/json"}, b'"' + b"x" * 5000 + b'"'))
    answer = await running.get("/api/courses")
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.json()) == 5000


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("GET", "/api/courses/", 404, "not-found"),
        ("GET", "/API/courses", 404, "not-found"),
        ("GET", "/api/courses/a/b", 404, "not-found"),
        ("GET", "/api/courses%0A", 404, "not-found"),
        ("GET", "/metrics", 404, "not-found"),
        ("GET", "/health/readiness", 404, "not-found"),
        ("GET", "/api/docs/no.css", 404, "not-found"),
        ("DELETE", "/api/courses", 405, "method-not-allowed"),
        ("POST", "/api/openapi.json", 405, "method-not-allowed"),
        ("GET", "/.well-known/jwks.json", 502, "bad-gateway"),
    ],
)
async def test_its_own_answers_are_problems(
    running: Client, method: str, path: str, status: int, slug: str
) -> None:
    """Typed, with the id of the trace, and with Retry-After where a retry makes sense."""
    answer = await running.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"/problems/{slug}"
    assert answer.json()["trace_id"] == answer.headers["x-request-id"]
    assert ("retry-after" in answer.headers) == (status >= 502)


async def test_a_wrong_method_is_told_the_right_ones(running: Client) -> None:
    """RFC 9110 requires Allow on a 405."""
    answer = await running.patch("/api/courses")
    assert answer.headers["allow"] == "GET, HEAD, POST"


async def test_a_body_over_the_limit_is_refused(running: Client, receiver: Any) -> None:
    """The function never sees it."""
    answer = await running.post("/api/courses", content=b"x" * (4 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/content-too-large"
    assert answer.json()["trace_id"] == answer.headers["x-request-id"]
    assert receiver.requests == []


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/api/docs", "<h1>Docs</h1>"),
        ("/api/docs/", "<h1>Docs</h1>"),
        ("/api/openapi.json", '{"openapi": "3.1.0"}'),
        ("/problems/not-found", "<h1>Problems</h1>"),
    ],
)
async def test_the_description_of_the_api_is_served(
    running: Client, path: str, media_type: str
) -> None:
    """From the files the build created."""
    answer = await running.get(path)
    assert answer.status_code == 200
    assert answer.text == media_type


def test_the_gateway_and_the_runtime_refuse_the_same_bodies() -> None:
    """One limit, in nginx's notation and in bytes."""
    limit = RuntimeSettings(function_target="any").lms_request_body_limit_bytes
    assert f"{limit // 2**20}m" == BODY_LIMIT
    assert limit % 2**20 == 0
