"""Every minute: publish events that a crash left in an outbox, and count the parked ones."""

from __future__ import annotations

import asyncio

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import Outbox, relay, scheduled
from lms_metrics import outbox_parked
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
        # Also while the broker is away, so that parked events stay visible.
        outbox_parked.labels(outbox.store).set(await outbox.parked_count())
