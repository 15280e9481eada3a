"""PUT /api/password-resets: set a new password by the link of a mail."""

from __future__ import annotations

from contextlib import suppress

import functions_framework.aio
from starlette.requests import Request

from lms_access import identify, sessions
from lms_http import Answer, endpoint, no_content, parse
from lms_identity import PasswordReset, reset_password as reset
from lms_kernel import Unavailable
from lms_limits import client_address, know_network
from lms_signatures import ticket_id


@functions_framework.aio.http
@endpoint
async def reset_password(request: Request) -> Answer[None]:
    """Return 204: the password is changed, and all sessions of the account have ended.

    403 for a link that was used, has expired, or belongs to another account than the caller's.
    """
    address = client_address(request)
    actor = await identify(request)
    wanted = await parse(request, PasswordReset)

    user = await reset(ticket_id(wanted.token), wanted.password, by=actor)

    # Immediately if possible; revoke_sessions follows the event and is the guarantee.
    with suppress(Unavailable):
        await sessions().revoke_all(user.id, below_version=user.version)
        # Strangers who guess must not keep the owner from signing in with the new password.
        await know_network(user.email, address)
    return no_content()
