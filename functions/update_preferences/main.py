"""PUT /api/preferences: choose how we contact you."""

from __future__ import annotations

import functions_framework.aio
from msgspec import UNSET
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, if_match, ok, parse
from lms_letters import send_phone_code
from lms_limits import limit
from lms_preferences import OwnPreferences, PreferencesChange, preferences


@functions_framework.aio.http
@endpoint
async def update_preferences(request: Request) -> Answer[OwnPreferences]:
    """Return the preferences as they are now; omitted fields stay as they were.

    A new phone number must be confirmed: a code is on its way to it. The same number again sends
    another code.
    """
    person = await require(request, "preference:update")
    change = await parse(request, PreferencesChange)
    versions = if_match(request)
    before = await preferences().get(person.id)
    after = change.applied_to(before)
    unconfirmed = None if change.phone is UNSET or after.phone_confirmed else after.phone
    if unconfirmed:
        await limit("phone_code.person", person.id, per_hour=3)
        await limit("phone_code.number", unconfirmed, per_hour=3)

    updated = await preferences().put(person.id, after, versions=versions)
    if unconfirmed:
        await send_phone_code(person.id, unconfirmed, preferences=updated)

    return ok(OwnPreferences.of(updated), etag=str(updated.version))
