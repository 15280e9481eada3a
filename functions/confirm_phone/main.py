"""POST /api/preferences/phone: confirm one's phone number with the code sent to it."""

from __future__ import annotations

import functions_framework.aio
from starlette.requests import Request

from lms_access import require
from lms_http import Answer, endpoint, ok, parse
from lms_notifications import PhoneCode, Preferences, phones


@functions_framework.aio.http
@endpoint
async def confirm_phone(request: Request) -> Answer[Preferences]:
    """Return 200 with the preferences. The number is now confirmed and receives text messages.

    422 when the code is wrong; 409 when no code is pending: none was requested, it is older than
    ten minutes, or there were five wrong attempts.
    """
    person = await require(request, "preference:update")
    attempt = await parse(request, PhoneCode)

    confirmed = await phones().confirm(person.id, attempt.code)

    return ok(confirmed, etag=str(confirmed.version))
