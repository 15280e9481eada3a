"""Where events come in: POST /NAMESPACE/BROKER, the K_SINK of every function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redis.exceptions import RedisError
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.broker.events import EventFault, read_events
from local.project import BROKER, NAMESPACE

if TYPE_CHECKING:
    from starlette.requests import Request

    from local.broker.broker import Broker

PATH = f"/{NAMESPACE}/{BROKER}"
RETRY_AFTER_SECONDS = "1"


def ingress_route(broker: Broker) -> Route:
    """Answer the route that takes events in for a broker."""

    async def take(request: Request) -> Response:
        """Answer 202 once the event is on disk, 400 for what is no event, 503 without Redis."""
        try:
            events = read_events(request.headers, await request.body())
        except EventFault as fault:
            return JSONResponse({"error": str(fault)}, 400)
        try:
            for event in events:
                await broker.publish(event)
        except RedisError:
            return Response(status_code=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
        return Response(status_code=202)

    return Route(PATH, take, methods=["POST"])
