"""What a Prometheus on this machine scrapes."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import psycopg
from prometheus_client import CONTENT_TYPE_LATEST
from redis.exceptions import RedisError
from starlette.responses import Response
from starlette.routing import Route

from local.broker.exporter import families
from local.exposition import exposition
from local.functions.counts import together

if TYPE_CHECKING:
    from starlette.requests import Request

    from local.pages.platform import Platform

NAMESPACE = "learning"
"""Where functions live in a cluster: rules and dashboards ask for it."""


def metrics_routes(platform: Platform) -> list[Route]:
    """Return the routes that Prometheus scrapes."""

    async def figures(_request: Request) -> Response:
        """Return the figures of the business as they are now; 503 while PostgreSQL is down."""
        try:
            return Response(await platform.figures.exposition(), media_type=CONTENT_TYPE_LATEST)
        except psycopg.Error:
            return Response(status_code=503, headers={"Retry-After": "1"})

    async def counted(_request: Request) -> Response:
        """Return what functions and broker have counted; without Redis what functions have."""
        services = ((one.name, one.probe.counts) for one in platform.functions)
        found = list(together(services, NAMESPACE))
        with contextlib.suppress(RedisError):
            found += families(await platform.broker.backlog())
        return Response(exposition(found), media_type=CONTENT_TYPE_LATEST)

    return [Route("/_local/metrics", figures), Route("/_local/metrics/platform", counted)]
