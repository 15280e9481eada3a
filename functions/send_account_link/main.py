"""On accountlink.requested and user.registered: send the link that proves who reads an address."""

from __future__ import annotations

import logging

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_identity import AccountLinkRequested, UserRegistered, addressee_of, tickets
from lms_kernel import TooManyRequests
from lms_letters import Addressee, letter_id, send_letter
from lms_limits import limit
from lms_links import TICKET

_log = logging.getLogger(__name__)
# The letter for each purpose, and the page of the app that its link opens.
_LETTERS = {
    "password_reset": ("password-reset", "/reset-password"),
    "email_verification": ("verify-email", "/verify-email"),
    "email_change": ("change-email", "/change-email"),
}


@functions_framework.aio.cloud_event
@subscriber
async def send_account_link(event: CloudEvent) -> None:
    """Send one letter for each event, at most five an hour to an address."""
    if event["type"] == UserRegistered.type:
        wanted = AccountLinkRequested.after(payload(event, UserRegistered))
    else:
        wanted = payload(event, AccountLinkRequested)
    user = await addressee_of(wanted)
    if user is None:
        return
    template, page = _LETTERS[wanted.purpose]
    ticket = wanted.ticket_for(user, id=letter_id(template, user.id, event))
    if await tickets().find(ticket.id) is None:
        try:
            await limit(f"send_account_link.{wanted.purpose}", wanted.email, per_hour=5)
        except TooManyRequests:
            _log.warning("no further link for %s of account %s", wanted.purpose, user.id)
            return
        await tickets().add(ticket)

    await send_letter(
        template,
        Addressee(user.id, email=wanted.email),
        cause=event,
        link=f"{page}#{TICKET}",
        name=user.name,
        hours=wanted.lifetime_hours,
    )
