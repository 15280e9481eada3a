"""The one way in which Amazon is asked: bounded in time and size, and never led elsewhere."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from lms_amazon._settings import CallbackSettings
from lms_amazon.errors import CallbackRefused
from lms_kernel import Provider, Unavailable

if TYPE_CHECKING:
    import httpx2

# A certificate and the answer to a confirmation have about 2 KiB.
_MOST_BYTES = 16 * 1024


class Amazon(Protocol):
    """Whatever answers an address of SNS."""

    async def get(self, address: str) -> bytes:
        """Return the body; CallbackRefused for an address that has none, Unavailable for now."""

    async def close(self) -> None:
        """Let go of the connections."""


class AmazonOverHttps:
    """Asks over HTTPS, whose certificates prove that the answer is Amazon's.

    No redirect is followed and no proxy is taken from the environment: the address that was checked
    is the one that is called.
    """

    def __init__(
        self, settings: CallbackSettings, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        """Open a client; tests pass their own transport."""
        import httpx2

        self._failure = httpx2.HTTPError
        self._seconds = settings.lms_callback_seconds
        self._client: httpx2.AsyncClient = httpx2.AsyncClient(
            timeout=self._seconds, transport=transport, trust_env=False, follow_redirects=False
        )

    async def get(self, address: str) -> bytes:
        """Return the body; see Amazon."""
        try:
            # The client's own time-out is one of silence: a slow trickle would never reach it.
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream("GET", address) as answer,
            ):
                return await _body(answer)
        except (self._failure, TimeoutError) as fault:
            raise Unavailable("Amazon SNS cannot be reached.") from fault

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()


async def _body(answer: httpx2.Response) -> bytes:
    if answer.is_server_error or answer.status_code == 429:  # noqa: PLR2004 - too many requests
        raise Unavailable(f"Amazon SNS answered {answer.status_code}.")
    if not answer.is_success:
        raise CallbackRefused(f"Amazon SNS answered {answer.status_code} to the message's address.")
    body = b""
    async for part in answer.aiter_bytes():
        body += part
        if len(body) > _MOST_BYTES:
            raise CallbackRefused("What Amazon SNS answered to the message's address is too long.")
    return body


def _open() -> Amazon:
    return AmazonOverHttps(CallbackSettings.current())


async def _close(opened: Amazon) -> None:
    await opened.close()


amazon: Provider[Amazon] = Provider(_open, close=_close)
