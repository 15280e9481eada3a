"""Clients that come again as they should: 503 says when (RFC 9110, 10.2.3)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx2

from tests.e2e.platform import CLIENT_SECONDS

if TYPE_CHECKING:
    from tests.e2e.learners import Learner
    from tests.e2e.platform import Platform

# A machine that does something else as well refuses some of them for a while.
REPEATS = 20


def many_clients(platform: Platform, count: int) -> httpx2.AsyncClient:
    """Return a client with as many connections at once."""
    limits = httpx2.Limits(max_connections=count)
    return httpx2.AsyncClient(
        base_url=platform.url, limits=limits, timeout=CLIENT_SECONDS, trust_env=False
    )


async def ask(
    http: httpx2.AsyncClient, method: str, path: str, *, as_: Learner, json: object = None
) -> httpx2.Response:
    """Return the first response that is not 503, or the last one of many."""
    response = await http.request(method, path, json=json, headers=as_.headers)
    for _ in range(REPEATS):
        if response.status_code != 503:
            break
        await asyncio.sleep(float(response.headers["retry-after"]))
        response = await http.request(method, path, json=json, headers=as_.headers)
    return response
