"""POST /api/preferences/phone: prove by the code it was sent that a number is one's own."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, parse
from lms_notifications import PhoneCode, Preferences, phones


@functions_framework.aio.http
@endpoint
async def confirm_phone(request: Request) -> Answer[Preferences]:
    """Return 200 with the preferences, whose number is confirmed now: text messages go to it.

    422 for another code than was sent; 409 when none waits: it was never asked for, is older
    than ten minutes, or five guesses were wrong.
    """
    person = await require(request, "preference:update")
    wanted = await parse(request, PhoneCode)

    confirmed = await phones().confirm(person.id, wanted.code)

    return ok(confirmed, etag=str(confirmed.version))
