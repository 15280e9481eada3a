"""One delivery attempt: an HTTP POST in binary content mode."""

from __future__ import annotations

import asyncio
import re
from functools import cached_property, partial
from typing import TYPE_CHECKING

import httpx2

from local.broker.admission import for_subscriber
from local.broker.client import ConnectionLost, FunctionClient, written
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
        self._functions: dict[str, FunctionClient] = {}

    async def close(self) -> None:
        """Close the connections."""
        for client in self._functions.values():
            client.close()
        if "_web" in vars(self):
            await self._web.aclose()

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
            request = self._request(destination, headers, body)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it will be so the next time
            return Failed(UNWRITABLE, f"the event cannot be written: {fault!r}", again=False)
        try:
            async with asyncio.timeout(timeout_seconds):
                status, answer_headers, answer = await request()
        except TimeoutError:
            return Failed(NO_ANSWER, f"no response within {timeout_seconds:g} s", again=True)
        except (httpx2.HTTPError, ConnectionLost) as fault:
            return Failed(NO_ANSWER, f"no response: {fault!r}", again=True)
        return judge(status, answer_headers, answer)

    def _request(
        self, destination: Destination, headers: Mapping[str, str], body: bytes
    ) -> Callable[[], Awaitable[tuple[int, Mapping[str, str], bytes]]]:
        """Return what sends the request; raises `ValueError` for headers that cannot be sent."""
        service = destination.service
        if not service:
            return partial(self._post, destination.uri, headers, body)
        if service not in self._functions:
            self._functions[service] = FunctionClient(self._sockets[service])
        host = f"{service}.{NAMESPACE}.svc.cluster.local"
        request = written(host, destination.uri or "/", headers, body)
        return partial(self._functions[service].send, request)

    async def _post(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        answer = await self._web.post(url, headers=headers, content=body)
        return answer.status_code, answer.headers, answer.content

    async def _send_to_broker(self, event: Event) -> Done | Failed:
        try:
            await self._publish(event)
        except EventFault as fault:
            return Failed(REFUSED, str(fault), again=False)
        return Done(202)

    @cached_property
    def _web(self) -> httpx2.AsyncClient:
        # Opened when it is needed: reading the certificates of all authorities takes a while.
        limits = httpx2.Limits(max_keepalive_connections=0)
        return httpx2.AsyncClient(limits=limits, timeout=None, trust_env=False)


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
