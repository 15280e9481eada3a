"""Lines of requests are written together, and as cheaply as they can be."""

from __future__ import annotations

import asyncio
import sys
import types

import pytest

from lms_runtime._log import AccessLine, AccessLog

A_LINE = AccessLine(
    message="GET / 200",
    function="greet",
    request_id="r",
    trace_id="t",
    user_id=None,
    method="GET",
    path="/",
    route="GET /",
    status=200,
    duration_ms=0.1,
    bytes=2,
    session_id=None,
)


async def test_requests_of_one_moment_are_written_together(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Lines of requests that end in the same round of the loop share a system call."""
    caplog.set_level("INFO", logger="lms_runtime.access")
    writes: list[bytes] = []
    pipe = types.SimpleNamespace(write=writes.append, flush=lambda: None)
    monkeypatch.setattr(sys, "stdout", types.SimpleNamespace(buffer=pipe))
    log = AccessLog()
    for _ in range(3):
        log.write(A_LINE)
    assert writes == []
    await asyncio.sleep(0)
    assert [line.count(b"\n") for line in writes] == [3]


async def test_with_a_level_above_info_requests_are_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """LMS_LOG_LEVEL holds for these lines as for all others."""
    caplog.set_level("WARNING", logger="lms_runtime.access")
    assert not AccessLog().is_on
