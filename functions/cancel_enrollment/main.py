"""DELETE /api/enrollments/{id}: give a seat back."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_enrollments import enrollments
from lms_http import Answer, endpoint, no_content, path_id
from lms_limits import limit


@functions_framework.aio.http
@endpoint
async def cancel_enrollment(request: Request) -> Answer[None]:
    """Return 204, also when it is already cancelled; 404 when it is not the caller's.

    Every change of a seat sends a mail, perhaps to an address that nobody has confirmed: learners
    may give back 30 seats an hour.
    """
    actor = await require(request, "enrollment:cancel")
    owner = None if may(actor, "enrollment:cancel:any") else actor.id
    if owner is not None:
        await limit("cancel_enrollment", owner, per_hour=30)

    await enrollments().cancel(path_id(request), owner=owner)

    return no_content()
