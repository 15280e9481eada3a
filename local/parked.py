"""Parked events, listed and released through the platform's own API, as by an operator.

The host does not read the stores itself. It calls the API with a service token of its own, created
on first use so that starting the platform does not wait for it.
"""

from __future__ import annotations

import asyncio
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx2

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

PATH = "/api/parked-events"
SHOWN = 100
_SCOPES = ("--scope", "parked_event:list", "--scope", "parked_event:release")
_ISSUE_SECONDS = 20.0
# Both functions may be at zero, and ask three stores.
_ANSWER_SECONDS = 30.0


class ParkedUnknown(Exception):  # noqa: N818 - says what it is
    """The parked events cannot be read now; the message says why."""


class ParkedEvents:
    """The list of parked events, and the way to release one."""

    def __init__(
        self,
        url: str,
        issue: Callable[[], Awaitable[str]],
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """Call the gateway at `url` with a token from `issue`; tests pass a transport."""
        self._url = url
        self._issue = issue
        self._transport = transport
        self._token = ""

    async def newest(self) -> dict[str, Any]:
        """Return the API's first page: `items`, newest first, and `total`."""
        answer = await self._ask("GET", PATH, limit=str(SHOWN))
        if not answer.is_success:
            raise ParkedUnknown(f"{PATH} answered {answer.status_code}: {answer.text[:300]}")
        page: dict[str, Any] = answer.json()
        return page

    async def release(self, event_id: str) -> int:
        """Release one; return the API's status: 202, 404 when it has left, 409 when on its way."""
        answer = await self._ask("POST", f"{PATH}/{event_id}/release")
        if answer.is_server_error:
            raise ParkedUnknown(f"{PATH} answered {answer.status_code}: {answer.text[:300]}")
        return answer.status_code

    async def _ask(self, method: str, path: str, **query: str) -> httpx2.Response:
        """Call with the token, and once more with a new one if Redis has lost it."""
        self._token = self._token or await self._issue()
        answer = await self._send(method, path, query)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            self._token = await self._issue()
            answer = await self._send(method, path, query)
        return answer

    async def _send(self, method: str, path: str, query: Mapping[str, str]) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self._token}"}
        async with httpx2.AsyncClient(
            base_url=self._url, timeout=_ANSWER_SECONDS, trust_env=False, transport=self._transport
        ) as http:
            try:
                return await http.request(method, path, params=query, headers=headers)
            except httpx2.HTTPError as fault:
                raise ParkedUnknown(f"{path} does not respond: {fault}") from fault


async def issue_token(root: Path, environment: Mapping[str, str]) -> str:
    """Run the tool that issues a token for a day; only this process keeps it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tools.service_token", "make", "one-machine", "--days", "1"),
        *_SCOPES,
        cwd=root,
        env=dict(environment),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        token, complaint = await asyncio.wait_for(process.communicate(), _ISSUE_SECONDS)
    except TimeoutError as late:
        raise ParkedUnknown("No token could be issued in time.") from late
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise ParkedUnknown(complaint.decode(errors="replace").strip())
    return token.decode().strip()
