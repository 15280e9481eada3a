"""POST /api/auth/logout: end the session immediately."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import RefreshRequest, drop_cookie, require, sessions, shown_refresh_token
from lms_http import Answer, endpoint, no_content, parse
from lms_kernel import Unauthenticated
from lms_sign_ins import ending, tell


@functions_framework.aio.http
@endpoint
async def log_out(request: Request) -> Answer[None]:
    """Return 204 once the session of the refresh token and of the access token has ended."""
    body = await parse(request, RefreshRequest) if await request.body() else RefreshRequest()
    shown = shown_refresh_token(request, body)
    if shown is not None and (found := await sessions().by_token(shown.text)):
        await _end(found.user_id, found.id)

    try:
        actor = await require(request)
        await _end(actor.id, actor.session_id)
    except Unauthenticated:
        # A caller who sent a refresh token is signed out, even if the access token has expired.
        if shown is None:
            raise

    answer = no_content()
    drop_cookie(answer)
    return answer


async def _end(user_id: str, session_id: str) -> None:
    event = ending(user_id, session_id, "signed_out")
    if await sessions().revoke(session_id, event=event):
        tell(event)
