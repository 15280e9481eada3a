"""DELETE /api/enrollments/{id}: give a seat back."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import may, require
from lms_enrollments import enrollments
from lms_http import Answer, endpoint, no_content, path_id


@functions_framework.aio.http
@endpoint
async def cancel_enrollment(request: Request) -> Answer[None]:
    """Return 204, also when it is already cancelled; 404 when it is not the caller's."""
    actor = await require(request, "enrollment:cancel")
    owner = None if may(actor, "enrollment:cancel:any") else actor.id

    await enrollments().cancel(path_id(request), owner=owner)

    return no_content()
