"""POST /api/auth/login: exchange an email address and a password for a session."""

from __future__ import annotations

import functions_framework.aio
from msgspec.structs import asdict
from starlette.requests import Request

from lms_access import browser_of, keep_in_cookie, sessions
from lms_access.signing import Tokens, keep_browser, tokens_for
from lms_http import Answer, endpoint, ok, parse
from lms_identity import Credentials, User, authenticate
from lms_limits import client_address, guess


class SignedIn(Tokens, kw_only=True):
    """The tokens of the new session, and who signed in."""

    user: User


@functions_framework.aio.http
@endpoint
async def log_in(request: Request) -> Answer[SignedIn]:
    """Return the tokens, or 401 without a hint at what was wrong."""
    credentials = await parse(request, Credentials)
    email = credentials.email
    browser = browser_of(request)
    known = browser.known_to(email)
    attempt = await guess("log_in", email, client_address(request), browser=known)

    user = await authenticate(email, credentials.password)
    attempt.was_right()
    agent = request.headers.get("user-agent", "")
    opened = await sessions().open(user.id, user.role, version=user.version, user_agent=agent)
    tokens = tokens_for(opened, with_refresh_token=not credentials.cookie)

    response = ok(SignedIn(**asdict(tokens), user=user), cache="no-store")
    if credentials.cookie:
        keep_in_cookie(response, opened)
        keep_browser(response, browser.after_sign_in(email))
    return response
