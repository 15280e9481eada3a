"""Every minute: publish what a crash left in an outbox, and measure what stays there."""

from __future__ import annotations

import asyncio
from datetime import datetime

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import Outbox, relay, scheduled
from lms_kernel import utc_now
from lms_metrics import outbox_oldest_seconds, outbox_parked
from lms_outboxes import outboxes

BATCH = 500
# Well within the deadline of a request; the next tick does the rest.
SECONDS = 15.0


@functions_framework.aio.cloud_event
@scheduled
async def relay_outbox(_tick: CloudEvent) -> None:
    """Empty each store's outbox; an unavailable store does not hold up the others.

    An event that the broker refuses is parked and counted: it is no reason to retry the run.
    """
    outcomes = await asyncio.gather(*map(_relieve, outboxes()), return_exceptions=True)

    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome


async def _relieve(outbox: Outbox) -> None:
    """Relay as long as there is time: an outage of the broker leaves thousands of events behind."""
    try:
        await relay(outbox, limit=BATCH, seconds=SECONDS)
    finally:
        # Also while the broker is down, so that what stays is visible.
        outbox_oldest_seconds.labels(outbox.store).set(await _oldest_seconds(outbox))
        outbox_parked.labels(outbox.store).set(await outbox.parked_count())


async def _oldest_seconds(outbox: Outbox) -> float:
    """Return the age of the oldest event that waits; 0 if none does, or if it has no time."""
    for envelope in await outbox.unpublished(1):
        try:
            written = datetime.fromisoformat(str(envelope.get("time")))
            return max(0.0, (utc_now() - written).total_seconds())
        except (TypeError, ValueError):  # no offset, or no time at all
            return 0.0
    return 0.0
