"""POST /api/email-changes: ask for a link, sent to a new address, that moves the account there."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, no_content, parse
from lms_identity import EmailChangeRequest, request_email_change as request_link
from lms_limits import limit


@functions_framework.aio.http
@endpoint
async def request_email_change(request: Request) -> Answer[None]:
    """Return 204: a mail is on its way to the new address; the old one stays until it is used."""
    actor = await require(request, "user:update")
    change = await parse(request, EmailChangeRequest)
    await limit("update_user.password", actor.id, per_minute=10)
    await limit("request_email_change", actor.id, per_hour=20)

    await request_link(actor.id, change)

    return no_content()
