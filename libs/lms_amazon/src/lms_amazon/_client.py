"""The only requests to Amazon: bounded in time and size, following no redirects."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lms_amazon._settings import CallbackSettings
from lms_amazon.errors import CallbackRefused
from lms_kernel import Provider, Unavailable

if TYPE_CHECKING:
    import httpx2

# A certificate and the response to a confirmation have about 2 KiB.
_MOST_BYTES = 16 * 1024


class Amazon:
    """Sends requests over HTTPS, whose certificates prove that the response is Amazon's.

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
        """Return the body; CallbackRefused for an address that has none, Unavailable for now."""
        try:
            # The client's own time-out is one of silence: a slow trickle would never reach it.
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream("GET", address) as response,
            ):
                return await _body(response)
        except (self._failure, TimeoutError) as fault:
            raise Unavailable("Amazon SNS cannot be reached.") from fault

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


async def _body(response: httpx2.Response) -> bytes:
    if response.is_server_error or response.status_code == 429:  # noqa: PLR2004 - too many requests
        raise Unavailable(f"Amazon SNS answered {response.status_code}.")
    if not response.is_success:
        raise CallbackRefused(
            f"Amazon SNS answered {response.status_code} to the message's address."
        )
    body = b""
    async for part in response.aiter_bytes():
        body += part
        if len(body) > _MOST_BYTES:
            raise CallbackRefused("The response of Amazon SNS is too long.")
    return body


def _open() -> Amazon:
    return Amazon(CallbackSettings.current())


amazon: Provider[Amazon] = Provider(_open, close=Amazon.close)
