"""One delivery attempt: an HTTP POST in binary content mode."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import httpx2

from local.broker.admission import for_subscriber
from local.broker.decisions import NO_ANSWER, Done, Failed, judge
from local.broker.events import EventFault, write_binary
from local.project import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from local.broker.events import Event
    from local.broker.triggers import Destination

UNWRITABLE = REFUSED = 400
TRACE = re.compile(r"[0-9a-f]+(-[0-9a-f]+){3}")
"""W3C Trace Context, section 3.2."""


class Sender:
    """Sends events to functions over their sockets, to the broker itself, or to a URL."""

    def __init__(
        self, sockets: Mapping[str, Path], publish: Callable[[Event], Awaitable[str]]
    ) -> None:
        self._sockets = sockets
        self._publish = publish
        self._clients: dict[str, httpx2.AsyncClient] = {}

    async def close(self) -> None:
        """Close the connections."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    async def send(
        self, destination: Destination, event: Event, timeout_seconds: float
    ) -> Done | Failed:
        """Try once; every outcome is a verdict, none is an exception.

        A broker as destination may raise `redis.RedisError`: it is the host's own.
        """
        if destination.broker:
            return await self._send_to_broker(event)
        if destination.service and destination.service not in self._sockets:
            return Failed(NO_ANSWER, f"there is not a service {destination.service}", again=True)
        try:
            headers, body = write_binary(for_subscriber(event))
            headers |= broker_headers(event)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it will be so the next time
            return Failed(UNWRITABLE, f"the event cannot be written: {fault!r}", again=False)
        try:
            async with asyncio.timeout(timeout_seconds):
                answer = await self._client(destination.service).post(
                    address(destination), headers=headers, content=body
                )
        except TimeoutError:
            return Failed(NO_ANSWER, f"no response within {timeout_seconds:g} s", again=True)
        except httpx2.HTTPError as fault:
            return Failed(NO_ANSWER, f"no response: {fault!r}", again=True)
        return judge(answer.status_code, answer.headers, answer.content)

    async def _send_to_broker(self, event: Event) -> Done | Failed:
        try:
            await self._publish(event)
        except EventFault as fault:
            return Failed(REFUSED, str(fault), again=False)
        return Done(202)

    def _client(self, service: str) -> httpx2.AsyncClient:
        if service not in self._clients:
            self._clients[service] = httpx2.AsyncClient(
                # Nothing is kept alive: a function that goes to sleep closes its connections.
                transport=httpx2.AsyncHTTPTransport(
                    uds=str(self._sockets[service]) if service else None,
                    # Only a URL may need certificates; reading them takes a while.
                    verify=not service,
                    limits=httpx2.Limits(max_keepalive_connections=0),
                ),
                timeout=None,
                trust_env=False,
            )
        return self._clients[service]


def broker_headers(event: Event) -> dict[str, str]:
    """Return the headers that a broker adds to those of the event."""
    headers = {"Kn-Namespace": NAMESPACE, "Prefer": "reply"}
    trace = str(event.get("traceparent", ""))
    if TRACE.fullmatch(trace):
        headers["traceparent"] = trace
    return headers


def address(destination: Destination) -> str:
    """Return the URL of a destination, for a service its address in the cluster."""
    if destination.service:
        return f"http://{destination.service}.{NAMESPACE}.svc.cluster.local{destination.uri or '/'}"
    return destination.uri
