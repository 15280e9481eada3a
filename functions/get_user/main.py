"""GET /api/users/{id}: one person, to themselves (``me``) and to admins."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_http import Answer, endpoint, ok, path_id
from lms_identity import User, UserNotFound, users
from lms_kernel import Forbidden


@functions_framework.aio.http
@endpoint
async def get_user(request: Request) -> Answer[User]:
    """Return the user; 403 to others, whether or not the user exists."""
    actor = await require(request, "user:read")
    requested_id = path_id(request)
    user_id = actor.id if requested_id == "me" else requested_id
    if not may(actor, "user:read", owner=user_id):
        raise Forbidden("You can only see your own account.")

    user = await users().find(user_id)
    if user is None:
        raise UserNotFound

    return ok(user, etag=str(user.version), request=request)
