"""A function's process and the collector of its spans."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx2
import pytest

from local.ports import free_port, is_listening
from tests.e2e.collector import Collector
from tests.patience import TimeLimit, patience

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.integration

# It looks at what is imported the way a query of Redis would have brought it in.
FUNCTION = """
    import sys

    import functions_framework.aio
    from starlette.requests import Request

    from lms_http import endpoint, ok
    from lms_redis import redis, redis_errors

    @functions_framework.aio.http
    @endpoint
    async def look_around(request: Request):
        with __import__("contextlib").suppress(Exception):
            async with redis_errors("look"):
                await redis().get("x")
        return ok(sorted(
            name for name, module in sys.modules.items()
            if name.partition(".")[0] in {"opentelemetry", "requests"}
            and getattr(module, "__file__", None)
        ))
"""


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run the function as in a container; the end of the block ends it as Kubernetes does."""
    (folder / "main.py").write_text(textwrap.dedent(FUNCTION))
    port = free_port()
    environment = {
        **{name: os.environ[name] for name in os.environ if not name.startswith("OTEL_")},
        "FUNCTION_TARGET": "look_around",
        # functions-framework leaves in our own environment what it served last.
        "FUNCTION_SIGNATURE_TYPE": "http",
        "LMS_ROUTE": "GET /api/surroundings",
        "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
        "PORT": str(port),
        "NO_PROXY": "*",
        **settings,
    }
    process = subprocess.Popen([sys.executable, "-m", "lms_runtime"], cwd=folder, env=environment)
    try:
        limit = TimeLimit(30)
        while not is_listening(port):
            assert process.poll() is None
            assert not limit.is_over()
            time.sleep(0.05)
        yield process, f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGTERM)
        assert process.wait(patience(30)) == 0
    finally:
        process.kill()
        process.wait()


def _ask(url: str, **fields: str) -> list[str]:
    response = httpx2.get(f"{url}/api/surroundings", headers=fields, trust_env=False, timeout=60)
    assert response.status_code == 200, response.text
    found: list[str] = json.loads(response.text)
    return found


def test_what_a_pod_has_done_is_sent_before_it_ends(tmp_path: Path) -> None:
    """SIGTERM comes right after its only response: no span is lost, with any batch's delay."""
    theirs = "4bf92f3577b34da6a3ce929d0e0e4736"
    with Collector().serving() as collector:
        settings = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "3600000",
            "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test",
        }
        with serving(tmp_path, **settings) as (_, url):
            imported = _ask(url, traceparent=f"00-{theirs}-00f067aa0ba902b7-01", tracestate="a=1")
    assert imported == [], "the first response waited for an import"
    query, request = collector.trace(theirs)
    assert (request.service, request.name) == ("look-around", "GET /api/surroundings")
    assert (request.parent, query.parent) == ("00f067aa0ba902b7", request.id)
    assert (query.name, query.attributes["error.type"]) == ("look", "ConnectionError")
    assert query.attributes["db.system.name"] == "redis"


@pytest.mark.parametrize("sampled", ["00", "01"])
def test_a_trace_that_nobody_samples_is_not_sent(tmp_path: Path, sampled: str) -> None:
    """The default sampler does as the caller does."""
    theirs = "4bf92f3577b34da6a3ce929d0e0e4736"
    with (
        Collector().serving() as collector,
        serving(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=collector.url) as (_, url),
    ):
        _ask(url, traceparent=f"00-{theirs}-00f067aa0ba902b7-{sampled}")
    assert bool(collector.trace(theirs)) == (sampled == "01")


def test_a_collector_that_is_down_keeps_no_process(tmp_path: Path) -> None:
    """The function responds, and ends with status 0."""
    nowhere = f"http://127.0.0.1:{free_port()}"
    with serving(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=nowhere) as (_, url):
        for _ in range(3):
            _ask(url)


def test_nothing_of_opentelemetry_is_imported_when_it_is_off(tmp_path: Path) -> None:
    """Not at the start, nor with the driver of Redis, which would measure itself with it."""
    with serving(tmp_path) as (_, url):
        for _ in range(2):
            assert _ask(url) == []


def test_a_setting_that_is_wrong_is_named(tmp_path: Path) -> None:
    """As any other: before the function listens."""
    (tmp_path / "main.py").write_text(textwrap.dedent(FUNCTION))
    ended = subprocess.run(
        [sys.executable, "-m", "lms_runtime"],
        cwd=tmp_path,
        env={**os.environ, "FUNCTION_TARGET": "look_around", "OTEL_TRACES_SAMPLER": "sometimes"},
        capture_output=True,
        text=True,
        timeout=patience(30),
        check=False,
    )
    assert ended.returncode == 78
    assert "OTEL_TRACES_SAMPLER" in ended.stderr
