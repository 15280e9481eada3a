"""A broker that accepts every event and delivers none.

uvicorn main:app
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def accept(request: Request) -> Response:
    """Return 202 for whatever is sent."""
    await request.body()
    return Response(status_code=202)


app = Starlette(routes=[Route("/", accept, methods=["POST"])])
