"""The inbox: every email that the platform sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from local.pages.rendering import not_found, page, wants_json

if TYPE_CHECKING:
    from starlette.requests import Request

    from local.inbox import Mailbox

# An email's HTML is untrusted: no scripts, no forms, nothing fetched, an origin of its own.
MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def inbox_routes(mailbox: Mailbox) -> list[Route]:
    """Return the routes that show a mailbox."""

    async def index(request: Request) -> Response:
        """Return all emails, newest first."""
        mails = mailbox.newest()
        if wants_json(request):
            return JSONResponse({"items": [mail.as_json() for mail in mails]})
        return page("inbox.html", mails=mails)

    async def show(request: Request) -> Response:
        """Return one email."""
        mail = mailbox.find(request.path_params["id"])
        if mail is None:
            return not_found()
        if wants_json(request):
            return JSONResponse(mail.as_json())
        return page("mail.html", mail=mail)

    async def body(request: Request) -> Response:
        """Return the HTML part of one email, for a sandboxed frame."""
        mail = mailbox.find(request.path_params["id"])
        if mail is None or not mail.html:
            return not_found()
        headers = {"Content-Security-Policy": MAIL_POLICY, "Cache-Control": "no-store"}
        return HTMLResponse(mail.html, headers=headers)

    return [
        Route("/_local/inbox", index),
        Route("/_local/inbox/", index),
        Route("/_local/inbox/{id}", show),
        Route("/_local/inbox/{id}/html", body),
    ]
