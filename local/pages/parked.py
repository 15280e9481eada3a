"""Events the broker refused, each with a button to publish it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.pages.rendering import done, is_same_origin, page, refused, wants_json
from local.parked import ParkedUnknown

if TYPE_CHECKING:
    from starlette.requests import Request

    from local.parked import ParkedEvents

PAGE = "/_local/parked-events"


def parked_routes(parked: ParkedEvents) -> list[Route]:
    """Return the routes that show parked events and release them.

    They are not part of the status page, which reloads every few seconds, because this page wakes a
    function.
    """

    async def index(request: Request) -> Response:
        """Return the newest parked events."""
        try:
            found = await parked.newest()
        except ParkedUnknown as fault:
            return _unknown(request, fault)
        if wants_json(request):
            return JSONResponse(found)
        return page("parked.html", **found)

    async def release(request: Request) -> Response:
        """Release one; the list then shows what became of it."""
        if not is_same_origin(request):
            return refused()
        try:
            status = await parked.release(request.path_params["id"])
        except ParkedUnknown as fault:
            return _unknown(request, fault)
        return done(request, back=PAGE, status=status)

    return [
        Route(PAGE, index),
        Route(f"{PAGE}/", index),
        Route(f"{PAGE}/{{id}}/release", release, methods=["POST"]),
    ]


def _unknown(request: Request, fault: ParkedUnknown) -> Response:
    if wants_json(request):
        answer: Response = JSONResponse({"error": str(fault)}, 503)
    else:
        answer = page("parked.html", items=[], total=0, fault=str(fault))
        answer.status_code = 503
    answer.headers["Retry-After"] = "1"
    return answer
