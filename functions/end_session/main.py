"""DELETE /api/auth/sessions/{id}: sign out somewhere else."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import drop_cookie, require, sessions
from lms_http import Answer, endpoint, no_content, path_id
from lms_kernel import NotFound
from lms_sign_ins import ending, tell


@functions_framework.aio.http
@endpoint
async def end_session(request: Request) -> Answer[None]:
    """Return 204 once the session has ended; 404 when it is not the caller's or is already over."""
    actor = await require(request, "session:end")
    session_id = path_id(request)

    is_own = session_id == actor.session_id
    event = ending(actor.id, session_id, "signed_out" if is_own else "ended_elsewhere")
    if not await sessions().revoke_own(session_id, actor.id, event=event):
        raise NotFound("You have no session with this id.")
    tell(event)

    response = no_content()
    if session_id == actor.session_id:
        drop_cookie(response)
    return response
