"""Starlette alone with the page's bytes in memory: what Python can do at most.

uvicorn main:app
"""

from __future__ import annotations

import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PAGE = Path(os.environ["BENCH_PAGE"]).read_bytes()
HEADERS = {
    "Cache-Control": "public, max-age=15, stale-while-revalidate=60",
    "ETag": '"page"',
    "Vary": "Authorization",
}


async def list_courses(_: Request) -> Response:
    """Return the page."""
    return Response(PAGE, media_type="application/json", headers=HEADERS)


app = Starlette(routes=[Route("/api/courses", list_courses)])
