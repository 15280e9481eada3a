"""Killing one part of a platform, and clients that come again until it is back."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING, Any

import httpx2

if TYPE_CHECKING:
    from tests.e2e.learners import Learner
    from tests.e2e.platform import Platform

PERSIST_SECONDS = 300


def kill(platform: Platform, name: str) -> bool:
    """Kill a function or a store with SIGKILL; False when it is not running."""
    status = platform.status()
    for one in (*status["functions"], *status["stores"]):
        if one["name"] == name and one["pid"]:
            try:
                os.kill(int(one["pid"]), signal.SIGKILL)
            except ProcessLookupError:
                return False
            return True
    return False


async def persist(
    http: httpx2.AsyncClient,
    method: str,
    path: str,
    learner: Learner | None = None,
    body: object = None,
    lost: list[str] | None = None,
    also: frozenset[int] = frozenset(),
    **sent: Any,
) -> httpx2.Response:
    """Repeat a request until it is neither lost nor refused for a while.

    The method of each failed attempt is added to ``lost``; ``also`` are further statuses that ask
    for another attempt, ``sent`` other arguments of the request.
    """
    if learner is not None:
        sent["headers"] = learner.headers
    async with asyncio.timeout(PERSIST_SECONDS):
        while True:
            try:
                response = await http.request(method, path, json=body, **sent)
            except httpx2.HTTPError:
                pass
            else:
                # Whatever is down, the platform says so: no other failure is accepted.
                if response.status_code not in {502, 503, 504} | also:
                    return response
            if lost is not None:
                lost.append(method)
            # Sooner than a polite client, so that a kill interrupts something.
            await asyncio.sleep(0.2)
