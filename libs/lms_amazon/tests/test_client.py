"""Asking Amazon, with bounds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx2
import pytest

from lms_amazon import Amazon, CallbackRefused, CallbackSettings
from lms_kernel import Unavailable

ADDRESS = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-01.pem"


def _amazon(answer: Callable[[httpx2.Request], httpx2.Response], seconds: float = 3.0) -> Amazon:
    settings = CallbackSettings(lms_callback_seconds=seconds)
    return Amazon(settings, httpx2.MockTransport(answer))


async def test_what_is_there_is_answered() -> None:
    """One request to the very address."""
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(str(request.url))
        return httpx2.Response(200, content=b"PEM")

    asked = _amazon(answer)
    assert await asked.get(ADDRESS) == b"PEM"
    assert seen == [ADDRESS]
    await asked.close()


async def test_nobody_is_led_elsewhere() -> None:
    """A redirect is an answer like another wrong one."""
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(str(request.url))
        return httpx2.Response(302, headers={"Location": "http://169.254.169.254/"})

    with pytest.raises(CallbackRefused, match="302"):
        await _amazon(answer).get(ADDRESS)
    assert seen == [ADDRESS]


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_what_passes_is_unavailable(status: int) -> None:
    """The message comes again."""
    with pytest.raises(Unavailable, match=str(status)):
        await _amazon(lambda _: httpx2.Response(status)).get(ADDRESS)


async def test_a_long_answer_is_cut_off() -> None:
    """However long it would go on, and whatever length it announces."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 4096
            yield b"x" * 4096

    with pytest.raises(CallbackRefused, match="too long"):
        await _amazon(lambda _: httpx2.Response(200, content=endless())).get(ADDRESS)
    assert sent < 64 * 1024


async def test_a_slow_answer_is_not_waited_for() -> None:
    """Though a byte comes now and then."""

    async def trickle() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.01)
            yield b"x"

    with pytest.raises(Unavailable, match="cannot be reached"):
        await _amazon(lambda _: httpx2.Response(200, content=trickle()), 0.1).get(ADDRESS)


async def test_a_connection_that_fails_is_unavailable() -> None:
    """The network's word for it is not passed on."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    with pytest.raises(Unavailable, match="cannot be reached"):
        await _amazon(answer).get(ADDRESS)


async def test_no_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was checked is the one that is asked."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    opened = Amazon(CallbackSettings())

    assert not opened._client.trust_env  # noqa: SLF001 - nothing outside would tell
    assert not opened._client._mounts  # noqa: SLF001
    await opened.close()
