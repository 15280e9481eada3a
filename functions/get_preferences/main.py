"""GET /api/preferences: how the caller wants to be contacted."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok
from lms_notifications import Preferences, preferences


@functions_framework.aio.http
@endpoint
async def get_preferences(request: Request) -> Answer[Preferences]:
    """Return 200 with the caller's preferences, or with the defaults if nothing was chosen yet."""
    person = await require(request, "preference:read")

    current = await preferences().get(person.id)

    return ok(current, etag=str(current.version), request=request)
