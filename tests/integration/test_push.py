"""Notifications pushed over real sockets to a push service that verifies and decrypts them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.responses import Response

from libs.lms_push.tests.push import Browser, PushService, push_settings
from lms_kernel import Unavailable
from lms_push import Push, PushRefused, WebPusher
from local.ports import LOOPBACK, free_port
from tests.patience import patience

PUSH = Push(id="018f-1", title="Hello", body="¿Qué tal? 😀", url="/courses/1")


@contextlib.asynccontextmanager
async def _serving(service: PushService) -> AsyncIterator[str]:
    """Serve on a port of its own; return the origin."""
    listener = socket.create_server((LOOPBACK, 0))
    config = uvicorn.Config(service, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listener]))
    try:
        yield f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listener.close()


@contextlib.asynccontextmanager
async def _pusher(origin: str, seconds: float = 5.0) -> AsyncIterator[WebPusher]:
    """Return a pusher that knows this origin."""
    with push_settings(lms_push_hosts=origin, lms_push_seconds=seconds) as settings:
        pusher = WebPusher(settings)
        try:
            yield pusher
        finally:
            await pusher.close()


async def test_a_push_arrives_and_only_the_browser_reads_it() -> None:
    """Signed for this service, encrypted for this browser, twice over one connection."""
    service = PushService(audience=f"http://{LOOPBACK}")
    async with _serving(service) as origin, _pusher(origin) as pusher:
        browser = Browser("/ana", origin)

        answers = [await pusher.send(browser.subscription, PUSH) for _ in range(2)]

    assert answers == ["The push service answered 201"] * 2
    assert [browser.read(each.body)["body"] for each in service.received] == [PUSH.body] * 2
    assert len({each.body for each in service.received}) == 2


async def test_a_long_answer_is_not_read_to_its_end() -> None:
    """However long a response is, only its beginning is kept."""
    service = PushService(audience=f"http://{LOOPBACK}")
    service.answers["/loud"] = Response("no " * 10_000_000, 400)
    async with _serving(service) as origin, _pusher(origin) as pusher:
        with pytest.raises(PushRefused) as refused:
            await pusher.send(Browser("/loud", origin).subscription, PUSH)

    assert len(refused.value.detail) < 600


async def test_an_absent_service_is_tried_again() -> None:
    """Nothing listens: Unavailable."""
    origin = f"http://{LOOPBACK}:{free_port()}"
    async with _pusher(origin) as pusher:
        with pytest.raises(Unavailable, match="cannot be reached"):
            await pusher.send(Browser("/ana", origin).subscription, PUSH)


async def test_a_silent_service_is_not_waited_for() -> None:
    """A service that accepts the request without responding costs the configured time."""
    with socket.create_server((LOOPBACK, 0)) as silent:
        origin = f"http://{LOOPBACK}:{silent.getsockname()[1]}"
        began = asyncio.get_running_loop().time()
        async with _pusher(origin, seconds=0.3) as pusher:
            with pytest.raises(Unavailable, match="cannot be reached"):
                await pusher.send(Browser("/ana", origin).subscription, PUSH)

    assert asyncio.get_running_loop().time() - began < patience(2)
