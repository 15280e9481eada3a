"""Functions on this machine: their manifests, environment, processes, and sleep."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import itertools
import json
import os
import signal
import sys
from typing import TYPE_CHECKING

import httpx2
import psutil
import pytest

from local import progress
from local.errors import HostError
from local.functions import (
    Function,
    Phase,
    Route,
    Scaler,
    activation,
    function_environment,
    staged_functions,
)
from local.functions.activation import service_command
from local.functions.environment import resolved
from local.functions.manifest import read_manifest
from local.functions.probe import Load
from local.functions.refusal import refusal
from local.processes import Child
from local.tests.conftest import TINY_RUNTIME
from tests.patience import TimeLimit, patience
from tests.plain_http import NO_AUTHORITIES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from local.processes import Command, Ledger

    Until = Callable[..., Awaitable[None]]
    Make = Callable[..., Function]


@pytest.fixture
async def make(
    tmp_path: Path, short_path: Path, stage: Callable[..., Path], ledger: Ledger
) -> AsyncIterator[Make]:
    """Return a function that makes watched functions; all are closed at the end."""
    functions: list[Function] = []

    def new(name: str = "do-it", route: str = "GET /do", *, code: str = "") -> Function:
        manifest = read_manifest(stage(name, route, code=code) / "func.yaml")
        environment = {"PATH": os.environ["PATH"], **dict(manifest.envs)}
        command = service_command(manifest, environment, tmp_path, sys.executable)
        function = Function(manifest, command, short_path / f"{name}.sock", ledger)
        functions.append(function)
        function.watch()
        return function

    yield new
    await asyncio.gather(*(function.close() for function in functions))


async def ask(function: Function, path: str = "/do", method: str = "GET") -> httpx2.Response:
    """Return a function's response, over its socket."""
    transport = httpx2.AsyncHTTPTransport(uds=str(function.probe.path), verify=NO_AUTHORITIES)
    async with httpx2.AsyncClient(transport=transport, base_url="http://x", timeout=60) as client:
        return await client.request(method, path, headers={"Connection": "close"})


async def test_the_first_request_starts_the_process(make: Make) -> None:
    """It waits in the backlog and is answered by the process it started."""
    function = make()
    assert (function.replicas, function.phase) == (0, Phase.IDLE)
    answer = await ask(function)
    assert answer.json()["pid"] == function.pid
    assert function.replicas == 1
    assert function.starts == 1


async def test_requests_together_start_one_process(make: Make) -> None:
    """Fifty callers at once wait for the same start."""
    function = make()
    answers = await asyncio.gather(*(ask(function) for _ in range(50)))
    assert {answer.json()["pid"] for answer in answers} == {function.pid}
    assert function.starts == 1


async def test_the_cold_start_is_measured(make: Make, until: Until) -> None:
    """From the connection to the first sign of readiness."""
    function = make()
    await ask(function)
    await until(lambda: function.phase is Phase.RUNNING)
    assert 0 < (function.last_cold_start_seconds or 0) < patience(10)


async def test_an_idle_function_goes_to_zero_and_comes_back(make: Make, until: Until) -> None:
    """The scaler ends it after its idle time; the count of requests continues."""
    function = make()
    first = (await ask(function)).json()["pid"]
    await until(lambda: function.phase is Phase.RUNNING)
    scaler = Scaler([function], idle_seconds=0.2, look_seconds=0.05)
    looking = asyncio.create_task(scaler.run())
    await until(lambda: function.replicas == 0)
    assert function.probe.requests == 1
    # Until it has exited it may serve one more: no request is refused.
    await until(lambda: not psutil.pid_exists(first))
    second = (await ask(function)).json()["pid"]
    looking.cancel()
    assert second != first
    assert function.starts == 2


async def test_a_working_function_is_not_idle(make: Make, until: Until) -> None:
    """A request in flight keeps the process, however long it takes."""
    function = make()
    await ask(function)
    await until(lambda: function.phase is Phase.RUNNING)
    scaler = Scaler([function], idle_seconds=0.2, look_seconds=0.05)
    slow = asyncio.create_task(ask(function, "/do/slow"))
    await asyncio.sleep(0.05)
    for _ in range(6):
        await scaler.look()
        await asyncio.sleep(0.05)
    assert (await slow).status_code == 200
    assert function.starts == 1


async def test_no_request_is_lost_while_processes_come_and_go(make: Make) -> None:
    """Requests race with the end of idle processes, over and over; every one gets a response."""
    function = make()
    scaler = Scaler([function], idle_seconds=0.05, look_seconds=0.01)
    looking = asyncio.create_task(scaler.run())
    limit = TimeLimit(30)
    pauses = itertools.cycle(0.05 + step * 0.01 for step in range(12))
    while function.starts < 4 and not limit.is_over():
        answers = await asyncio.gather(*(ask(function, method="POST") for _ in range(3)))
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        await asyncio.sleep(next(pauses))
    looking.cancel()
    assert function.starts >= 4


async def test_a_killed_process_is_replaced_by_the_next_request(make: Make, until: Until) -> None:
    """Nobody has to repair anything, and the page shows what happened."""
    function = make()
    first = (await ask(function)).json()["pid"]
    await until(lambda: function.phase is Phase.RUNNING)
    os.kill(first, signal.SIGKILL)
    await until(lambda: function.phase is Phase.IDLE)
    assert "ended with -9" in function.error
    assert (await ask(function)).json()["pid"] != first
    await until(lambda: function.error == "")


async def test_a_function_that_cannot_start_is_refused_with_a_problem(
    make: Make, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three quick exits, then 503 with Retry-After for waiting callers; later it is retried."""
    monkeypatch.setattr(activation, "PAUSE_AFTER_FAILED_START_SECONDS", 0.0)
    monkeypatch.setattr(activation, "REFUSE_SECONDS", patience(0.5))
    function = make(code="raise SystemExit('no such setting')")
    answer = await ask(function)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["type"] == "/problems/unavailable"
    assert function.phase.value == "cannot start"
    assert "no such setting" in function.error
    assert (await ask(function, method="POST")).status_code == 503
    await until(lambda: function.phase is Phase.IDLE)
    assert function.starts == activation.TRIES
    assert (await ask(function)).status_code == 503


async def test_a_process_that_never_becomes_ready_is_given_up(
    make: Make, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hanging start counts as a failed one."""
    monkeypatch.setattr(activation, "STALLED_SECONDS", 1.0)
    monkeypatch.setattr(activation, "TRIES", 1)
    function = make(code="import time; time.sleep(60)")
    assert (await ask(function)).status_code == 503
    assert "ended with -9" in function.error


async def test_a_slow_start_that_makes_progress_is_not_given_up(
    make: Make, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine a start takes long; the caller waits, as in Knative's activator."""
    monkeypatch.setattr(activation, "STALLED_SECONDS", 0.5)
    monkeypatch.setattr(progress, "LOOK_SECONDS", 0.1)
    busy = "import time\nend = time.monotonic() + 3\nwhile time.monotonic() < end: pass\n"
    function = make(code=busy + TINY_RUNTIME.read_text().replace("from __future__", "# from"))
    assert (await ask(function)).status_code == 200
    await until(lambda: function.phase is Phase.RUNNING)
    assert function.starts == 1


async def test_a_process_that_the_system_refuses_is_tried_again(
    make: Make, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No process, memory or descriptor left: the next connection tries again by itself."""
    monkeypatch.setattr(activation, "PAUSE_AFTER_FAILED_START_SECONDS", 0.0)
    refusals = 2

    class Refused(Child):
        def __init__(self, command: Command, ledger: Ledger) -> None:
            nonlocal refusals
            if refusals:
                refusals -= 1
                raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
            super().__init__(command, ledger)

    monkeypatch.setattr(activation, "Child", Refused)
    function = make()
    assert (await ask(function)).status_code == 200
    assert function.starts == 3
    await until(lambda: function.error == "")


async def test_a_fault_of_the_host_itself_is_not_the_end_of_a_function(
    make: Make, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever broke while one process ran, the next connection gets another."""
    function = make()
    became_ready = function.probe.until_ready

    async def broken(_: float) -> bool:
        monkeypatch.setattr(function.probe, "until_ready", became_ready)
        raise RuntimeError("a bug")

    monkeypatch.setattr(function.probe, "until_ready", broken)
    with contextlib.suppress(httpx2.HTTPError):
        await ask(function)
    await until(lambda: "a bug" in function.error or function.starts > 1)
    assert (await ask(function)).status_code == 200


async def test_a_closing_function_finishes_what_is_in_flight(make: Make, until: Until) -> None:
    """Stopping the host does not cut off a response."""
    function = make()
    await ask(function)
    await until(lambda: function.phase is Phase.RUNNING)
    slow = asyncio.create_task(ask(function, "/do/slow"))
    await asyncio.sleep(0.1)
    await function.close()
    assert (await slow).status_code == 200
    function.watch()
    assert function.phase is Phase.CLOSED


async def test_sleeping_without_a_process_is_nothing(make: Make) -> None:
    """The scaler may come too late."""
    function = make()
    await function.sleep()
    assert function.starts == 0


async def test_a_process_that_does_not_answer_counts_as_busy(make: Make) -> None:
    """No function is put to sleep because its metrics could not be read."""
    function = make()
    await function.close()
    function.probe.process_started()
    await asyncio.sleep(0.3)
    await function.probe.look()
    assert function.probe.idle_seconds < 0.3


def test_the_load_is_read_from_the_metrics() -> None:
    """Labels are summed up; a missing metric is zero."""
    metrics = (
        "# TYPE http_requests_total counter\n"
        'http_requests_total{code="200",method="GET"} 2.0\n'
        'http_requests_total{code="404",route="GET /api/courses/{id}"} 1.0\n'
        "http_requests_total_created 1e9\n"
        "http_requests_in_flight 4.0\n"
        'http_errors_total{code="503",method="GET"} 1.0\n'
    )
    assert Load.parse(metrics) == Load(3, 1, 4)
    assert Load.parse("") == Load(0, 0, 0)


def test_the_refusal_is_a_whole_response() -> None:
    """Its length is right, so that no client waits for more."""
    head, _, body = refusal("do-it").partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert json.loads(body)["status"] == 503


def test_staged_functions_are_found_by_name(tmp_path: Path, stage: Callable[..., Path]) -> None:
    """The complete func.yaml has the name, route and environment."""
    stage("list-courses", "GET /api/courses", envs={"A": "1"})
    stage("index-course")
    index, listing = staged_functions(tmp_path / "build" / "functions")
    assert (index.name, index.route) == ("index-course", None)
    assert listing.route == Route("/api/courses", "GET")
    assert str(listing.route) == "GET /api/courses"
    assert ("A", "1") in listing.envs


def test_without_staged_functions_the_host_says_what_to_run(tmp_path: Path) -> None:
    """The message names the command."""
    with pytest.raises(HostError, match="nox -s vendor"):
        staged_functions(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "- a list",
        "name: [",
        "deploy: {}",
        "name: x\ndeploy: {annotations: {learning.org/route: x}}",
    ],
)
def test_a_faulty_manifest_is_named(tmp_path: Path, text: str) -> None:
    """The message has the file."""
    file = tmp_path / "func.yaml"
    file.write_text(text)
    with pytest.raises(HostError, match=r"func\.yaml cannot be read"):
        read_manifest(file)


def test_the_environment_is_what_the_manifest_declares(stage: Callable[..., Path]) -> None:
    """Secrets are resolved, the host's table wins, and nothing else of the host leaks in."""
    folder = stage(
        "do-it",
        envs={
            "DATABASE_URL": "{{ secret:postgres:url }}",
            "K_SINK": "http://cluster",
            "LMS_LOG_LEVEL": "INFO",
        },
    )
    outside = {
        "PATH": "/bin",
        "AWS_SECRET": "x",
        "COVERAGE_PROCESS_CONFIG": "x",
        "LMS_LOG_LEVEL": "DEBUG",
        "LMS_OTHER": "x",
        "OTEL_EXPORTER_OTLP_HEADERS": "authorization=x",
    }
    found = function_environment(
        read_manifest(folder / "func.yaml"),
        {"postgres:url": "postgresql://here"},
        {"K_SINK": "http://here"},
        outside,
    )
    assert found == {
        "PATH": "/bin",
        "LMS_CONCURRENCY": "0",
        "LMS_ROUTE": "EVENT",
        "DATABASE_URL": "postgresql://here",
        "K_SINK": "http://here",
        "LMS_LOG_LEVEL": "DEBUG",
        "OTEL_EXPORTER_OTLP_HEADERS": "authorization=x",
    }


def test_placeholders_are_funcs_own() -> None:
    """Secret, config map and environment; a plain value stays as it is."""
    known = {"a:b": "value"}
    assert resolved("{{ secret:a:b }}", known, {}, asker="x") == "value"
    assert resolved("{{configMap:a:b}}", known, {}, asker="x") == "value"
    assert resolved("{{ env:HOME }}", known, {"HOME": "/h"}, asker="x") == "/h"
    assert resolved("{{ env:NONE }}", known, {}, asker="x") == ""
    assert resolved("plain {{ text", known, {}, asker="x") == "plain {{ text"


def test_a_secret_that_this_machine_lacks_is_named() -> None:
    """With the function and the secret."""
    with pytest.raises(HostError, match="do-it asks for secret a:b"):
        resolved("{{ secret:a:b }}", {}, {}, asker="do-it")
