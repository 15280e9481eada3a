"""POST /api/preferences/phone: confirm a phone number by the code that was sent to it."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, parse
from lms_preferences import OwnPreferences, PhoneCode, phones


@functions_framework.aio.http
@endpoint
async def confirm_phone(request: Request) -> Answer[OwnPreferences]:
    """Return 200 with the preferences: the number is confirmed and receives text messages.

    422 for a wrong code; 409 when no number is waiting for one: no code was requested, it has
    expired after ten minutes, or there were five wrong attempts.
    """
    person = await require(request, "preference:update")
    proof = await parse(request, PhoneCode)

    preferences = await phones().confirm(person.id, proof.code)

    return ok(OwnPreferences.of(preferences), etag=str(preferences.version))
