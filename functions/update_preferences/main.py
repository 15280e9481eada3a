"""PUT /api/preferences: decide how one wants to be written to."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, if_match, ok, parse
from lms_notifications import Preferences, PreferencesChange, preferences


@functions_framework.aio.http
@endpoint
async def update_preferences(request: Request) -> Answer[Preferences]:
    """Answer the preferences as they are now; what is left out of the body stays as it was.

    A new phone number is written to once it is confirmed: a code is on its way to it.
    """
    person = await require(request, "preference:update")
    change = await parse(request, PreferencesChange)
    version = if_match(request)

    present = await preferences().get(person.id)
    kept = await preferences().put(person.id, change.applied_to(present), version=version)

    return ok(kept, etag=str(kept.version))
