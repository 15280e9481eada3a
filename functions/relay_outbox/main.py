"""Every minute: publish the events that a crash left in an outbox."""

from __future__ import annotations

import asyncio
import time

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_courses import courses_outbox
from lms_events import Outbox, relay, scheduled
from lms_postgres import PostgresOutbox
from lms_redis import RedisOutbox

BATCH = 500
# Well within the deadline of a request; what is left then is the next tick's.
SECONDS = 15.0


@functions_framework.aio.cloud_event
@scheduled
async def relay_outbox(_tick: CloudEvent) -> None:
    """Relieve each store's outbox; one that is away does not hold up the others."""
    outboxes = (PostgresOutbox(), courses_outbox(), RedisOutbox())
    outcomes = await asyncio.gather(*map(_relieve, outboxes), return_exceptions=True)

    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome


async def _relieve(outbox: Outbox) -> None:
    """Relay for as long as full batches come: a broker that was away leaves thousands behind."""
    ends = time.monotonic() + SECONDS
    while await relay(outbox, limit=BATCH) == BATCH and time.monotonic() < ends:
        continue
