"""Every quarter of an hour: send the daily digests that are due."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import scheduled
from lms_identity import users
from lms_kernel import utc_now
from lms_letters import Addressee, send_letter
from lms_notifications import DueDigest, holds, previews
from lms_records import Failures

# Well within a request's deadline; people who are still due then get theirs at the next tick.
SECONDS = 15.0
# So many messages are listed in the mail; it says how many there are.
SHOWN = 20


@functions_framework.aio.cloud_event
@scheduled
async def send_digests(_tick: CloudEvent) -> None:
    """Send one digest to each person; a failure holds up nobody else's, and 422 names it."""
    ends = time.monotonic() + SECONDS
    failures = Failures("digests")
    while due := await holds().due_digests(utc_now(), failures):
        await asyncio.gather(*(_try(digest, failures) for digest in due))
        failures.insist()
        if time.monotonic() >= ends:
            break
    failures.report()


async def _try(digest: DueDigest, failures: Failures) -> None:
    with failures.of(digest.user_id):
        await _send(digest)
    if digest.user_id in failures:
        await holds().postpone(digest, utc_now() + timedelta(days=1))


async def _send(digest: DueDigest) -> None:
    """Write to the current address; without an account nothing is sent, as the ledger says."""
    person = await users().find(digest.user_id)
    await send_letter(
        "digest",
        Addressee(digest.user_id, email=person.email if person and person.active else None),
        # With the oldest message: one that was requested at the very moment of the mail before is
        # due at the same hour, and would find that digest sent.
        cause=f"{digest.due_at.isoformat()} {digest.items[0].id}",
        link="/inbox",
        bundle=tuple(each.id for each in digest.items),
        name=person.name if person else None,
        count=len(digest.items),
        items=previews(digest.items[:SHOWN]),
    )
