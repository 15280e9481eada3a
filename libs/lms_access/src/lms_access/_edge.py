"""The two questions of a function: who is asking, and may they."""

from __future__ import annotations

from starlette.requests import Request

from lms_access._permissions import may
from lms_access._sessions import sessions
from lms_access._tokens import InvalidToken, read_access_token
from lms_kernel import Actor, Forbidden, Unauthenticated, Unavailable, current


async def require(request: Request, permission: str | None = None) -> Actor:
    """Return the caller, who is signed in and, when one is named, holds the permission.

    Whose things the permission covers is asked later, of the thing: ``may(actor, permission,
    owner=...)``. Raises Unauthenticated, Forbidden, and Unavailable when sessions cannot be
    checked.
    """
    actor = await _caller(request)
    if actor is None:
        raise Unauthenticated("This needs an access token: Authorization: Bearer <token>.")
    if permission is not None and not may(actor, permission):
        raise Forbidden(f"Your account lacks the permission {permission}.")
    return actor


async def identify(request: Request, *, is_vital: bool = False) -> Actor | None:
    """Return the caller of a public route, None for an anonymous one.

    A credential that is no good is refused, never ignored. While sessions cannot be checked the
    caller is a stranger: what is public stays readable when Redis is down. Where a stranger is
    refused what the caller may have, who it is ``is_vital``: Unavailable is raised.
    """
    try:
        return await _caller(request)
    except Unavailable:
        if is_vital:
            raise
        return None


async def _caller(request: Request) -> Actor | None:
    """Return who shows the access token in the Authorization header, nothing else counts."""
    offered = request.headers.getlist("authorization")
    if not offered:
        return None
    scheme, _, token = offered[0].strip().partition(" ")
    if len(offered) > 1 or scheme.lower() != "bearer":
        raise InvalidToken("Send exactly one header: Authorization: Bearer <token>.")
    claims = read_access_token(token.strip())
    session = await sessions().alive(claims.sid)
    if session is None:
        raise InvalidToken("The session has ended. Sign in again.")
    if (session.user_id, session.role) != (claims.sub, claims.role):
        raise InvalidToken("The access token does not match its session. Sign in again.")
    actor = Actor(claims.sub, claims.role, session.id, session.scopes)
    current().actor = actor
    return actor
