"""POST /api/auth/logout: end the session at once."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import RefreshRequest, drop_cookie, require, sessions, shown_refresh_token
from lms_http import Answer, endpoint, no_content, parse
from lms_kernel import Unauthenticated


@functions_framework.aio.http
@endpoint
async def log_out(request: Request) -> Answer[None]:
    """Return 204 once the session of the refresh token and of the access token has ended."""
    body = await parse(request, RefreshRequest) if await request.body() else RefreshRequest()
    shown = shown_refresh_token(request, body)
    if shown is not None:
        await sessions().revoke_by_token(shown.text)

    try:
        actor = await require(request)
        await sessions().revoke(actor.session_id)
    except Unauthenticated:
        # Whoever showed a refresh token is signed out, however old the access token is.
        if shown is None:
            raise

    answer = no_content()
    drop_cookie(answer)
    return answer
