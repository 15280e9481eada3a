"""POST /api/email-verifications: ask for another link that verifies one's address."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, no_content
from lms_identity import request_email_verification as request_link
from lms_limits import limit


@functions_framework.aio.http
@endpoint
async def request_email_verification(request: Request) -> Answer[None]:
    """Return 204: a mail is on its way, unless the address is verified already."""
    actor = await require(request, "user:update")
    await limit("request_email_verification", actor.id, per_hour=5)

    await request_link(actor.id)

    return no_content()
