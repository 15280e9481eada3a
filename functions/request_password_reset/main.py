"""POST /api/password-resets: ask for a link that sets a new password."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_http import Answer, endpoint, no_content, parse
from lms_identity import PasswordResetRequest, request_password_reset as request_link
from lms_limits import client_address, limit


@functions_framework.aio.http
@endpoint
async def request_password_reset(request: Request) -> Answer[None]:
    """Return 204, whether or not the address has an account; if it has, a mail is on its way.

    The account is looked up after the response, so that its time says nothing either.
    """
    address = client_address(request)
    await limit("request_password_reset.address", address, per_hour=60)
    wanted = await parse(request, PasswordResetRequest)
    # By both together: otherwise a stranger could keep the owner from asking.
    await limit("request_password_reset.account", f"{wanted.email} {address}", per_hour=5)

    await request_link(wanted.email)

    return no_content()
