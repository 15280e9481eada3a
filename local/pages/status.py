"""The status page, the health check, and a few buttons."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from redis.exceptions import RedisError
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.errors import HostError
from local.pages.plot import plot
from local.pages.rendering import done, is_same_origin, not_found, page, refused, wants_json

if TYPE_CHECKING:
    from starlette.requests import Request

    from local.pages.platform import Platform

SHOWN_EVENTS = 100
_DEMO_SOURCE = "/functions/seed"
SHOWN_DEAD_LETTERS = 100


def status_routes(platform: Platform) -> list[Route]:
    """Return the routes that show a platform and act on it."""
    pages = _StatusPages(platform)
    return [
        Route("/healthz", pages.health),
        Route("/_local/", pages.status),
        Route("/_local/status", pages.status_json),
        Route("/_local/welcome", pages.welcome),
        Route("/_local/dead-letters/{id}/replay", pages.replay, methods=["POST"]),
        Route("/_local/stores/{name}/{action}", pages.control_store, methods=["POST"]),
    ]


class _StatusPages:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def health(self, _request: Request) -> Response:
        """Return 200 exactly when everything that a request may need is up."""
        if self._platform.is_ready:
            return JSONResponse({"status": "ready"}, headers={"Cache-Control": "no-store"})
        return JSONResponse(
            {
                "type": "/problems/unavailable",
                "title": "Temporarily unavailable",
                "status": 503,
                "detail": f"Not ready yet: {', '.join(self._platform.missing())}.",
            },
            503,
            headers={"Cache-Control": "no-store", "Retry-After": "1"},
            media_type="application/problem+json",
        )

    async def status(self, request: Request) -> Response:
        """Return the state of the whole platform."""
        found = await current_status(self._platform)
        if wants_json(request):
            return JSONResponse(found)
        records = self._platform.broker.recent()
        others = [record for record in records if record.source != _DEMO_SOURCE]
        is_whole = request.query_params.get("demo") == "shown"
        shown = {
            "events": (records if is_whole else others)[:SHOWN_EVENTS],
            "demo_events": len(records) - len(others),
            "is_whole": is_whole,
            "plot": plot(self._platform.traffic),
        }
        return page("status.html", **{**found, **shown})

    async def status_json(self, _request: Request) -> Response:
        """Return the same for programs that do not ask for a type."""
        return JSONResponse(await current_status(self._platform))

    async def welcome(self, _request: Request) -> Response:
        """Return the page at the root until there is a front end."""
        return page("welcome.html")

    async def replay(self, request: Request) -> Response:
        """Deliver a dead letter again, to the trigger that could not deliver it."""
        if not is_same_origin(request):
            return refused()
        try:
            found = await self._platform.broker.replay(request.path_params["id"])
        except RedisError:
            return Response(status_code=503, headers={"Retry-After": "1"})
        return done(request, status="replayed") if found else not_found()

    async def control_store(self, request: Request) -> Response:
        """Stop or start a store, to see how the platform copes without it."""
        if not is_same_origin(request):
            return refused()
        store = self._platform.stores.get(request.path_params["name"])
        action = request.path_params["action"]
        if store is None or action not in {"stop", "start"}:
            return not_found()
        try:
            await (store.start() if action == "start" else store.stop())
        except HostError as fault:
            return JSONResponse({"error": str(fault)}, 500)
        return done(request, name=store.name, state=store.state)


async def current_status(platform: Platform) -> dict[str, Any]:
    """Return the state of everything, as plain values."""
    letters = await platform.broker.dead_letters()
    return {
        "ready": platform.is_ready,
        "missing": platform.missing(),
        "functions": [
            {
                "name": function.name,
                "route": str(function.manifest.route or ""),
                "access": function.manifest.access,
                "replicas": function.replicas,
                "state": function.phase.value,
                "pid": function.pid,
                "requests": function.probe.requests,
                "errors": function.probe.errors,
                "starts": function.starts,
                "last_cold_start_seconds": function.last_cold_start_seconds,
                "error": function.error,
            }
            for function in platform.functions
        ],
        "stores": [
            {
                "name": store.name,
                "title": store.title,
                "up": store.up,
                "state": store.state,
                "pid": getattr(store, "pid", None),
            }
            for store in platform.stores.values()
        ],
        "triggers": [
            {"name": trigger.name, "subscriber": str(trigger.subscriber)}
            for trigger in platform.broker.triggers
        ],
        "events": [asdict(record) for record in platform.broker.recent()[:SHOWN_EVENTS]],
        "dead_letters": [asdict(letter) for letter in letters[:SHOWN_DEAD_LETTERS]],
        "dead_letter_count": len(letters),
        "traffic": [asdict(minute) for minute in platform.traffic],
        "mails": len(platform.mailbox.newest()),
        "texts": len(platform.texts.newest()),
    }
