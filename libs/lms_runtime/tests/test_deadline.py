"""Deadlines: they hold whatever the function waits for, and count from the caller's start."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import functions_framework.aio
import pytest
from starlette.responses import Response

from lms_http import Answer, endpoint, ok
from lms_runtime import _deadline
from lms_runtime._deadline import finished_within
from lms_testing import client

if TYPE_CHECKING:
    from starlette.requests import Request

DEADLINE_SECONDS = 0.1


async def stubborn(thawed: asyncio.Event, ended: asyncio.Event) -> None:
    """Wait as a driver does whose server is frozen: its goodbye takes until the server thaws."""
    try:
        await asyncio.sleep(60)
    finally:
        await asyncio.wait({asyncio.create_task(thawed.wait())})
        ended.set()


async def test_the_deadline_does_not_wait_for_the_driver() -> None:
    """RFC 9110, section 15.6.4: the caller is told in time; the driver ends by itself."""
    thawed, ended = asyncio.Event(), asyncio.Event()

    @functions_framework.aio.http
    @endpoint
    async def ask_a_frozen_store(request: Request) -> Answer[None]:
        del request
        await stubborn(thawed, ended)
        return ok(None)

    async with client(ask_a_frozen_store, lms_request_deadline_seconds=DEADLINE_SECONDS) as http:
        answer = await http.get("/")
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/deadline-exceeded"
    assert not ended.is_set()
    thawed.set()
    async with asyncio.timeout(5):
        await ended.wait()


async def test_what_a_late_function_sends_is_dropped() -> None:
    """The caller gets one response, and the function reads that it has gone."""
    seen: list[str] = []
    done = asyncio.Event()

    @functions_framework.aio.http
    async def swallow(request: Request) -> Response:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            seen.append((await request.receive())["type"])
            done.set()
        return Response("late")

    async with client(swallow, lms_request_deadline_seconds=DEADLINE_SECONDS) as http:
        answer = await http.get("/")
        async with asyncio.timeout(5):
            await done.wait()
    assert answer.status_code == 503
    assert "late" not in answer.text
    assert seen == ["http.disconnect"]


async def test_the_fault_of_late_work_is_only_logged(caplog: pytest.LogCaptureFixture) -> None:
    """It has nobody left to be raised to."""
    ended = asyncio.Event()

    async def fail() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.set()
            raise RuntimeError("the connection is lost") from None

    assert not await finished_within(0.01, fail())
    await ended.wait()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert "the connection is lost" in caplog.text


async def test_a_fault_in_time_is_raised() -> None:
    """A TimeoutError of the work is not taken for the deadline."""

    async def fail() -> None:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        await finished_within(5, fail())


async def test_work_ends_with_whoever_waits_for_it() -> None:
    """A server that is stopped cancels its requests; none runs on unseen."""
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    waiting = asyncio.create_task(finished_within(60, work()))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    async with asyncio.timeout(5):
        await ended.wait()


@functions_framework.aio.http
@endpoint
async def take_a_while(request: Request) -> Answer[str]:
    """Take as long as the path says."""
    begun.append(request.url.path)
    await asyncio.sleep(float(request.url.path.strip("/")))
    return ok("done")


begun: list[str] = []


@pytest.mark.parametrize(
    ("waited", "read", "least", "status"),
    [
        (0.0, 75.0, 0.1, 200),
        # It may still work for the least time, however long the process took to start.
        (50.0, 75.0, 1.0, 200),
        # What is left of the deadline is less than the work takes.
        (24.8, 75.0, 0.1, 503),
        # Nobody would hear the response: nothing is begun.
        (74.0, 75.0, 0.1, 503),
        # Without a gateway that writes it, the header is a caller's and means nothing.
        (74.0, 0.0, 0.1, 200),
        # A clock that was set back.
        (-500.0, 75.0, 0.1, 200),
    ],
)
async def test_the_deadline_counts_from_the_callers_start(
    waited: float, read: float, least: float, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cold start is part of the time that a caller waits."""
    monkeypatch.setattr(_deadline, "_LEAST_SECONDS", least)
    begun.clear()
    header = {"X-Request-Start": f"t={time.time() - waited:.3f}"}
    async with client(take_a_while, lms_gateway_read_seconds=read) as http:
        answer = await http.get("/0.4", headers=header)
    assert answer.status_code == status
    assert len(begun) == (0 if waited == 74.0 and read else 1)


@pytest.mark.parametrize("header", ["", "t=", "yesterday", "t=nan", "t=inf", "t=-inf"])
async def test_an_unreadable_start_means_nothing(header: str) -> None:
    """The caller has the whole deadline."""
    async with client(take_a_while, lms_gateway_read_seconds=75.0) as http:
        answer = await http.get("/0", headers={"X-Request-Start": header})
    assert answer.status_code == 200


async def test_a_function_works_on_so_many_requests_at_once_and_takes_the_others_in_turn() -> None:
    """As containerConcurrency of a Knative revision: those who wait are not refused."""
    working: list[int] = []
    most: list[int] = []

    @functions_framework.aio.http
    @endpoint
    async def work_slowly(request: Request) -> Answer[None]:
        del request
        working.append(1)
        most.append(len(working))
        await asyncio.sleep(0.01)
        working.pop()
        return ok(None)

    async with client(work_slowly, lms_concurrency=2) as http:
        answers = await asyncio.gather(*(http.get("/") for _ in range(9)))
    assert {each.status_code for each in answers} == {200}
    assert max(most) == 2


async def test_who_waits_in_line_too_long_is_told_to_come_again() -> None:
    """RFC 9110, section 15.6.4: before its own time is over, and without being worked on."""
    started, freed = asyncio.Event(), asyncio.Event()
    begun: list[str] = []

    @functions_framework.aio.http
    @endpoint
    async def work_until_freed(request: Request) -> Answer[None]:
        begun.append(request.url.path)
        started.set()
        await freed.wait()
        return ok(None)

    async with client(work_until_freed, lms_concurrency=1, lms_request_deadline_seconds=1) as http:
        first = asyncio.create_task(http.get("/first"))
        await started.wait()
        second = await http.get("/second")
        freed.set()
        assert (await first).status_code == 200
        third = await http.get("/third")
    assert second.status_code == 503
    assert "retry-after" in second.headers
    assert "too many" in second.json()["detail"].lower()
    assert (third.status_code, begun) == (200, ["/first", "/third"])
