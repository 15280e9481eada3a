"""Every quarter of an hour: request the mails of the day that are due."""

from __future__ import annotations

import asyncio
import time

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import scheduled
from lms_identity import users
from lms_kernel import derived_id, utc_now
from lms_notifications import DueDigest, compose, notifications, preferences

# Well within the deadline of a request; who is still due then gets it at the next tick.
SECONDS = 15.0
# So many messages are shown in the mail; it says how many there are.
SHOWN = 20


@functions_framework.aio.cloud_event
@scheduled
async def send_digests(_tick: CloudEvent) -> None:
    """Request one mail for each person; one that cannot be made holds up nobody else's."""
    ends = time.monotonic() + SECONDS
    while due := await notifications().due_digests(utc_now()):
        outcomes = await asyncio.gather(*map(_send, due), return_exceptions=True)
        faults = [each for each in outcomes if isinstance(each, BaseException)]
        if len(faults) == len(due):
            raise faults[0]
        if time.monotonic() >= ends:
            break


async def _send(digest: DueDigest) -> None:
    """Write to the present address; nobody is there any more: suppressed, as the ledger says."""
    person = await users().find(digest.user_id)
    language = (await preferences().get(digest.user_id)).language

    letter = await compose(
        "digest",
        language,
        name=person.name if person else None,
        count=len(digest.items),
        items=digest.items[:SHOWN],
    )
    wish = letter.to(
        digest.user_id,
        email=person.email if person and person.active else None,
        link="/inbox",
        bundle=tuple(each.id for each in digest.items),
    )
    # By its oldest message, too: one that was requested in the very moment of the mail before waits
    # for the same hour, and would find it taken for ever.
    oldest = digest.items[0].id
    id_ = derived_id("send_digests", digest.user_id, digest.due_at.isoformat(), oldest)
    await notifications().request(wish, id=id_)
