"""GET /api/preferences: how we contact you."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok
from lms_preferences import OwnPreferences, preferences


@functions_framework.aio.http
@endpoint
async def get_preferences(request: Request) -> Answer[OwnPreferences]:
    """Return 200 with the caller's preferences: the defaults where nothing is decided yet."""
    person = await require(request, "preference:read")

    found = await preferences().get(person.id)

    return ok(OwnPreferences.of(found), etag=str(found.version), request=request)
