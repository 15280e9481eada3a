"""POST /api/auth/login: exchange an email address and a password for a session."""

from __future__ import annotations

import functions_framework.aio
from msgspec.structs import asdict
from starlette.requests import Request

from lms_access import browser_of, keep_in_cookie, sessions
from lms_access.signing import Tokens, keep_browser, tokens_for
from lms_http import Answer, endpoint, ok, parse
from lms_identity import Credentials, User, WrongCredentials, authenticate
from lms_kernel import Actor, TooManyRequests, current
from lms_limits import client_address, guess
from lms_sign_ins import sign_in_failed, sign_in_refused, signed_in


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
    address = client_address(request)
    try:
        attempt = await guess("log_in", email, address, browser=known)
        user = await authenticate(email, credentials.password)
    except TooManyRequests as refusal:
        await sign_in_refused(refusal.slug, account=email, address=address)
        raise
    except WrongCredentials as failure:
        await sign_in_failed(failure.user_id)
        raise
    attempt.was_right()
    agent = request.headers.get("user-agent", "")
    opened = await sessions().open(user.id, user.role, version=user.version, user_agent=agent)
    current().actor = Actor(user.id, user.role, opened.session.id)
    await signed_in(user.id, opened.session.id)
    tokens = tokens_for(opened, with_refresh_token=not credentials.cookie)

    response = ok(SignedIn(**asdict(tokens), user=user), cache="no-store")
    if credentials.cookie:
        keep_in_cookie(response, opened)
        keep_browser(response, browser.after_sign_in(email))
    return response
