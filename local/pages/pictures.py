"""The pictures of the demo's lessons: files next to their texts, for readers of a lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from local.demo.lessons import CONTENT, PICTURES

if TYPE_CHECKING:
    from starlette.requests import Request

# A picture may look as it likes, and run nothing, even when somebody opens it as a page.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def pictures_routes() -> list[Route]:
    """Return the route of the pictures."""

    async def show(request: Request) -> Response:
        """Return a picture; its names are compared with those that there are, never joined."""
        wanted = (request.path_params["course"], request.path_params["name"])
        for file in CONTENT.glob("*/*.svg"):
            if (file.parent.name, file.name) == wanted:
                return FileResponse(
                    file,
                    media_type="image/svg+xml",
                    headers={
                        "Cache-Control": "public, max-age=3600",
                        "Content-Security-Policy": POLICY,
                        "X-Content-Type-Options": "nosniff",
                    },
                )
        return PlainTextResponse("There is no such picture.", 404)

    return [Route(PICTURES + "/{course}/{name}", show)]
