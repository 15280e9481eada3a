"""On user.updated: tell people that their password or their address was changed."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_identity import UserUpdated
from lms_letters import Addressee, send_letter


@functions_framework.aio.cloud_event
@subscriber
async def report_account_change(event: CloudEvent) -> None:
    """Write to the address of the account; about a new address, to the one before."""
    user = payload(event, UserUpdated)

    if user.previous_email:
        await send_letter(
            "email-changed",
            Addressee(user.user_id, email=user.previous_email),
            cause=event,
            name=user.name,
            email=user.email,
        )
    if "password" in user.changes:
        await send_letter(
            "password-changed",
            Addressee(user.user_id, email=user.email),
            cause=event,
            link="/forgot-password",
            name=user.name,
        )
