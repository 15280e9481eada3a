"""PUT /api/preferences: decide how one wants to be written to."""

from __future__ import annotations

import functions_framework.aio
from msgspec import UNSET
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, if_match, ok, parse
from lms_limits import limit
from lms_notifications import Preferences, PreferencesChange, phones, preferences


@functions_framework.aio.http
@endpoint
async def update_preferences(request: Request) -> Answer[Preferences]:
    """Return the preferences as they are now; what is left out of the body stays as it was.

    A phone number is written to once it is confirmed: a code is on its way to it. The same number
    again sends another.
    """
    person = await require(request, "preference:update")
    change = await parse(request, PreferencesChange)
    version = if_match(request)
    present = await preferences().get(person.id)
    wanted = change.applied_to(present)
    unconfirmed = None if change.phone is UNSET or wanted.phone_confirmed else wanted.phone
    if unconfirmed:
        await limit("phone_code.person", person.id, per_hour=3)
        await limit("phone_code.number", unconfirmed, per_hour=3)

    kept = await preferences().put(person.id, wanted, version=version)
    if unconfirmed:
        await phones().ask(person.id, unconfirmed)

    return ok(kept, etag=str(kept.version))
