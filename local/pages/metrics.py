"""What a Prometheus on this machine scrapes."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.registry import Collector
from redis.exceptions import RedisError
from starlette.responses import Response
from starlette.routing import Route

from local.broker.exporter import families
from local.functions.counts import together

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client.metrics_core import Metric
    from starlette.requests import Request

    from local.pages.platform import Platform

NAMESPACE = "learning"
"""Where functions live in a cluster: rules and dashboards ask for it."""


def metrics_routes(platform: Platform) -> list[Route]:
    """Return the routes that Prometheus scrapes."""

    async def counted(_request: Request) -> Response:
        """Return what functions and broker have counted; without Redis what functions have."""
        services = ((one.name, one.probe.counts) for one in platform.functions)
        found = list(together(services, NAMESPACE))
        with contextlib.suppress(RedisError):
            found += families(await platform.broker.backlog())
        return Response(exposition(found), media_type=CONTENT_TYPE_LATEST)

    return [Route("/_local/metrics/platform", counted)]


def exposition(found: Iterable[Metric]) -> bytes:
    """Return families in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Found(found))
    return generate_latest(registry)


class _Found(Collector):
    """What a registry collects: families that are there already."""

    def __init__(self, found: Iterable[Metric]) -> None:
        self._found = list(found)

    def collect(self) -> Iterable[Metric]:
        return self._found
