"""PUT /api/preferences: choose how to be contacted."""

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
    """Return the preferences as they are now; omitted fields stay as they were.

    A phone number gets messages once it is confirmed: setting it sends a code to it, and setting
    the same number again sends another.
    """
    person = await require(request, "preference:update")
    change = await parse(request, PreferencesChange)
    version = if_match(request)
    present = await preferences().get(person.id)
    updated = change.applied_to(present)
    unconfirmed = None if change.phone is UNSET or updated.phone_confirmed else updated.phone
    if unconfirmed:
        await limit("phone_code.person", person.id, per_hour=3)
        await limit("phone_code.number", unconfirmed, per_hour=3)

    saved = await preferences().put(person.id, updated, version=version)
    if unconfirmed:
        await phones().ask(person.id, unconfirmed)

    return ok(saved, etag=str(saved.version))
