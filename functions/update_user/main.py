"""PUT /api/users/{id}: change one's own profile; admins may change anybody's, role included."""

from __future__ import annotations

from contextlib import suppress

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require, sessions
from lms_http import Answer, endpoint, if_match, ok, parse, path_id
from lms_identity import User, UserChange, update
from lms_kernel import Forbidden, Unavailable
from lms_limits import limit


@functions_framework.aio.http
@endpoint
async def update_user(request: Request) -> Answer[User]:
    """Return the user as it is now; omitted fields stay as they were."""
    actor = await require(request, "user:update")
    requested_id = path_id(request)
    user_id = actor.id if requested_id == "me" else requested_id
    if not may(actor, "user:update", owner=user_id):
        raise Forbidden("You can only change your own account.")
    change = await parse(request, UserChange)
    if change.current_password:
        await limit("update_user.password", actor.id, per_minute=10)

    done = await update(user_id, change, by=actor, versions=if_match(request))
    if done.ends_sessions:
        # Immediately if possible; revoke_sessions follows the event and is the guarantee.
        with suppress(Unavailable):
            version = done.user.version
            await sessions().revoke_all(user_id, below_version=version, keep=actor.session_id)

    return ok(done.user, etag=str(done.user.version))
