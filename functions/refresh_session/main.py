"""POST /api/auth/refresh: exchange a refresh token for a new access token and refresh token."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import (
    InvalidToken,
    RefreshRequest,
    keep_in_cookie,
    sessions,
    shown_refresh_token,
)
from lms_access.signing import Tokens, tokens_for
from lms_http import Answer, endpoint, ok, parse
from lms_kernel import Unauthenticated
from lms_sign_ins import session_ended


@functions_framework.aio.http
@endpoint
async def refresh_session(request: Request) -> Answer[Tokens]:
    """Return new tokens, or 401; reusing a spent token ends its whole session.

    For some seconds the same client gets the same refresh token again: its response may be lost.
    """
    # A browser sends no body: its cookie is enough.
    body = await parse(request, RefreshRequest) if await request.body() else RefreshRequest()
    shown = shown_refresh_token(request, body)
    if shown is None:
        raise Unauthenticated("Send the refresh token as the cookie or in the body.")

    agent = request.headers.get("user-agent", "")
    try:
        opened = await sessions().rotate(shown.text, user_agent=agent)
    except InvalidToken as fault:
        if fault.ended is not None:
            await session_ended(fault.ended.user_id, fault.ended.id, "token_reused")
        raise

    tokens = tokens_for(opened, with_refresh_token=not shown.by_cookie)
    answer = ok(tokens, cache="no-store")
    if shown.by_cookie:
        keep_in_cookie(answer, opened)
    return answer
