"""POST /api/auth/login: exchange an email address and a password for a session."""

from __future__ import annotations

import functions_framework.aio
from msgspec.structs import asdict
from starlette.requests import Request

from lms_access import keep_in_cookie, sessions
from lms_access.signing import Tokens, tokens_for
from lms_http import Answer, endpoint, ok, parse
from lms_identity import Credentials, User, authenticate
from lms_limits import client_address, limit


class SignedIn(Tokens, kw_only=True):
    """The tokens of the new session, and who signed in."""

    user: User


@functions_framework.aio.http
@endpoint
async def log_in(request: Request) -> Answer[SignedIn]:
    """Return the tokens, or 401 without a hint at what was wrong."""
    await limit("log_in.address", client_address(request), per_minute=60)
    credentials = await parse(request, Credentials)
    await limit("log_in.account", credentials.email, per_minute=10)

    user = await authenticate(credentials.email, credentials.password)
    agent = request.headers.get("user-agent", "")
    opened = await sessions().open(user.id, user.role, version=user.version, user_agent=agent)
    tokens = tokens_for(opened, with_refresh_token=not credentials.cookie)

    response = ok(SignedIn(**asdict(tokens), user=user), cache="no-store")
    if credentials.cookie:
        keep_in_cookie(response, opened)
    return response
