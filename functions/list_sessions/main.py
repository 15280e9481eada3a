"""GET /api/auth/sessions: where the caller is signed in."""

from __future__ import annotations

import functions_framework.aio
from msgspec.structs import asdict
from starlette.requests import Request

from lms_access import MOST_LISTED, SignIn, require, sessions
from lms_http import Answer, endpoint, ok
from lms_kernel import Page


class SignInShown(SignIn, frozen=True, kw_only=True):
    """A session; ``current`` marks the one making the request."""

    current: bool


@functions_framework.aio.http
@endpoint
async def list_sessions(request: Request) -> Answer[Page[SignInShown]]:
    """Return the caller's active sessions on one page, newest first."""
    actor = await require(request, "session:list")

    active_sessions = await sessions().of(actor.id)

    items = [
        SignInShown(**asdict(one), current=one.id == actor.session_id) for one in active_sessions
    ]
    return ok(Page(items=items, total=len(items), page=1, limit=MOST_LISTED), cache="no-store")
