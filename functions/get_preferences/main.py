"""GET /api/preferences: how one wants to be written to."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok
from lms_notifications import Preferences, preferences


@functions_framework.aio.http
@endpoint
async def get_preferences(request: Request) -> Answer[Preferences]:
    """Return 200 with one's own preferences; who has decided nothing yet gets the defaults."""
    person = await require(request, "preference:read")

    found = await preferences().get(person.id)

    return ok(found, etag=str(found.version), request=request)
