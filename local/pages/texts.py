"""The other inbox: every text message that the platform sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.pages.rendering import page, wants_json

if TYPE_CHECKING:
    from starlette.requests import Request

    from local.inbox import TextBox


def texts_routes(box: TextBox) -> list[Route]:
    """Return the routes that show text messages."""

    async def index(request: Request) -> Response:
        """Return all messages, newest first."""
        texts = box.newest()
        if wants_json(request):
            return JSONResponse({"items": [text.as_json() for text in texts]})
        return page("texts.html", texts=texts)

    return [Route("/_local/texts", index), Route("/_local/texts/", index)]
