"""Every minute: publish the events that a crash left in an outbox."""

from __future__ import annotations

import asyncio

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_courses import courses_outbox
from lms_events import relay, scheduled
from lms_postgres import PostgresOutbox
from lms_redis import RedisOutbox


@functions_framework.aio.cloud_event
@scheduled
async def relay_outbox(_tick: CloudEvent) -> None:
    """Relay each store's outbox; one that is away does not hold up the others."""
    outboxes = (PostgresOutbox(), courses_outbox(), RedisOutbox())
    outcomes = await asyncio.gather(*map(relay, outboxes), return_exceptions=True)

    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
