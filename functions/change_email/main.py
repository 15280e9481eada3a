"""PUT /api/email-changes: move an account to a new address by the link that was sent there."""

from __future__ import annotations

from contextlib import suppress

import functions_framework.aio
from starlette.requests import Request

from lms_access import identify, sessions
from lms_http import Answer, endpoint, no_content, parse
from lms_identity import EmailChange, change_email as change
from lms_kernel import Unavailable
from lms_signatures import ticket_id


@functions_framework.aio.http
@endpoint
async def change_email(request: Request) -> Answer[None]:
    """Return 204: the account has the new address, and its other sessions have ended.

    403 for a link that was used, has expired, or belongs to another account than the caller's; 409
    when somebody else has taken the address meanwhile.
    """
    actor = await identify(request)
    proof = await parse(request, EmailChange)

    user = await change(ticket_id(proof.token), by=actor)

    # Immediately if possible; revoke_sessions follows the event and is the guarantee.
    with suppress(Unavailable):
        kept = actor.session_id if actor else ""
        await sessions().revoke_all(user.id, below_version=user.version, keep=kept)
    return no_content()
