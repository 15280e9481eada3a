"""The figures of the business for a Prometheus on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

    from local.figures import Figures

PATH = "/_local/metrics"


def metrics_route(figures: Figures) -> Route:
    """Return the route that Prometheus scrapes."""

    async def metrics(_request: Request) -> Response:
        """Return the figures as they are now; 503 while PostgreSQL is down."""
        try:
            return Response(await figures.exposition(), media_type=CONTENT_TYPE_LATEST)
        except psycopg.Error:
            return Response(status_code=503, headers={"Retry-After": "1"})

    return Route(PATH, metrics)
