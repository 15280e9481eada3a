"""Where events come in: POST /NAMESPACE/BROKER, the K_SINK of every function.

Methods, statuses and headers are those of Knative's ingress (knative/eventing, pkg/broker/ingress/
ingress_handler.go); the reasons in the bodies are ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from redis.exceptions import RedisError
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
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
# The same for every event.
ACCEPTED = Response(status_code=202, headers=ALLOW)


class _Ingress:
    """Accepts events for a broker.

    An application of its own rather than a function: Starlette then leaves all methods to it.
    """

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(scope, receive)
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        """Return 202 once the event is on disk, 400 for an invalid event, 503 without Redis."""
        if scope["method"] == "OPTIONS":
            return Response(headers=ALLOW | ANYBODY)
        if scope["method"] != "POST":
            return Response(status_code=405, headers=ALLOW)
        try:
            body = await _body(receive)
            if body is None:
                return _refusal(413, f"an event must not exceed {MOST_BYTES} bytes")
            await self._broker.publish(read_event(Headers(scope=scope), body))
        except EventFault as fault:
            return _refusal(400, str(fault))
        except RedisError:
            return Response(status_code=503, headers=ALLOW | {"Retry-After": RETRY_AFTER_SECONDS})
        return ACCEPTED


def ingress_route(broker: Broker) -> Route:
    """Return the route that accepts events for a broker."""
    return Route(PATH, _Ingress(broker))


async def _body(receive: Receive) -> bytes | None:
    """Read the body; None for one that is too long. Raises ClientDisconnect."""
    body, has_more = bytearray(), True
    while has_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        has_more = message.get("more_body", False)
    return bytes(body)


def _refusal(status: int, reason: str) -> Response:
    return JSONResponse({"error": reason}, status, ALLOW)
