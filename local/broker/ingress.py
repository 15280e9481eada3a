"""Where events come in: POST /NAMESPACE/BROKER, the K_SINK of every function.

Methods, statuses and headers are those of Knative's ingress (knative/eventing, pkg/broker/ingress/
ingress_handler.go); the reasons in the bodies are ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.broker.events import EventFault, read_event
from local.project import BROKER, NAMESPACE

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from local.broker.broker import Broker

PATH = f"/{NAMESPACE}/{BROKER}"
RETRY_AFTER_SECONDS = "1"
# A Kafka topic accepts messages of 1 MiB (max.message.bytes), envelope included.
MOST_BYTES = 1_048_576
ALLOW = {"Allow": "POST, OPTIONS"}
# Anybody may send, as often as they like (CloudEvents' webhook specification, section 4).
ANYBODY = {"WebHook-Allowed-Origin": "*", "WebHook-Allowed-Rate": "*"}


class _Ingress:
    """Accepts events for a broker.

    An application of its own rather than a function: Starlette then leaves all methods to it.
    """

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(Request(scope, receive))
        answer.headers.update(ALLOW)
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        """Return 202 once the event is on disk, 400 for an invalid event, 503 without Redis."""
        if request.method == "OPTIONS":
            return Response(headers=ANYBODY)
        if request.method != "POST":
            return Response(status_code=405)
        try:
            body = await _body(request)
            if body is None:
                return _refusal(413, f"an event must not exceed {MOST_BYTES} bytes")
            await self._broker.publish(read_event(request.headers, body))
        except EventFault as fault:
            return _refusal(400, str(fault))
        except RedisError:
            return Response(status_code=503, headers={"Retry-After": RETRY_AFTER_SECONDS})
        return Response(status_code=202)


def ingress_route(broker: Broker) -> Route:
    """Return the route that accepts events for a broker."""
    return Route(PATH, _Ingress(broker))


async def _body(request: Request) -> bytes | None:
    """Read the body; None for one that is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _refusal(status: int, reason: str) -> Response:
    return JSONResponse({"error": reason}, status)
