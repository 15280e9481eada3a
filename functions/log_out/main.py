"""POST /api/auth/logout: end the session at once."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import RefreshWish, drop_cookie, require, sessions, shown_refresh_token
from lms_http import Answer, endpoint, no_content, parse
from lms_kernel import Unauthenticated


@functions_framework.aio.http
@endpoint
async def log_out(request: Request) -> Answer[None]:
    """Return 204 once the session of the refresh token and of the access token has ended."""
    body = await parse(request, RefreshWish) if await request.body() else RefreshWish()
    refresh_token = shown_refresh_token(request, body)
    if refresh_token is not None:
        await sessions().revoke_by_token(refresh_token.text)

    try:
        actor = await require(request)
        await sessions().revoke(actor.session_id)
    except Unauthenticated:
        # Whoever sent a refresh token is signed out, even if the access token has expired.
        if refresh_token is None:
            raise

    response = no_content()
    drop_cookie(response)
    return response
