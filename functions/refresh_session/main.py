"""POST /api/auth/refresh: exchange a refresh token for a new access token and refresh token."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import RefreshRequest, keep_in_cookie, sessions, shown_refresh_token
from lms_access.signing import Tokens, tokens_for
from lms_http import Answer, endpoint, ok, parse
from lms_kernel import Unauthenticated


@functions_framework.aio.http
@endpoint
async def refresh_session(request: Request) -> Answer[Tokens]:
    """Return new tokens, or 401; a token that was spent before ends its whole session."""
    # A browser sends no body: its cookie is enough.
    body = await parse(request, RefreshRequest) if await request.body() else RefreshRequest()
    shown = shown_refresh_token(request, body)
    if shown is None:
        raise Unauthenticated("Send the refresh token, as the cookie or in the body.")

    opened = await sessions().rotate(shown.text)

    tokens = tokens_for(opened, with_refresh_token=not shown.by_cookie)
    answer = ok(tokens, cache="no-store")
    if shown.by_cookie:
        keep_in_cookie(answer, opened)
    return answer
