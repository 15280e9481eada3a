"""PUT /api/email-verifications: verify an address by the link that was sent to it."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import identify
from lms_http import Answer, endpoint, no_content, parse
from lms_identity import EmailVerification, verify_email as verify
from lms_signatures import ticket_id


@functions_framework.aio.http
@endpoint
async def verify_email(request: Request) -> Answer[None]:
    """Return 204: the address is verified; nobody has to be signed in.

    403 for a link that was used, has expired, or belongs to another account than the caller's.
    """
    actor = await identify(request)
    proof = await parse(request, EmailVerification)

    await verify(ticket_id(proof.token), by=actor)

    return no_content()
