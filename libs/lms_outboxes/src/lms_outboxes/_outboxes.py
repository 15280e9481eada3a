"""All outboxes, as one list for operators."""

from __future__ import annotations

import asyncio
import heapq
from typing import TYPE_CHECKING

from lms_courses import courses_outbox
from lms_events import Outbox, announce
from lms_kernel import ParkedEvent, Part, Place, Provider, envelope
from lms_outboxes._events import EventReleased
from lms_outboxes.errors import EventNotParked, ParkedEventNotFound
from lms_postgres import PostgresOutbox
from lms_redis import RedisOutbox

if TYPE_CHECKING:
    from collections.abc import Sequence


def _open() -> Sequence[Outbox]:
    return (PostgresOutbox(), courses_outbox(), RedisOutbox())


outboxes: Provider[Sequence[Outbox]] = Provider(_open)


async def parked_page(
    limit: int, *, offset: int = 0, after: Place | None = None
) -> Part[ParkedEvent]:
    """Return parked events of all stores, newest first.

    Raises Unavailable when one of the stores is down.
    """
    found, counts = await asyncio.gather(
        asyncio.gather(*(each.parked(offset + limit, after=after) for each in outboxes())),
        asyncio.gather(*(each.parked_count() for each in outboxes())),
    )
    merged = heapq.merge(*found, key=lambda each: (each.parked_at, each.id), reverse=True)
    return Part(list(merged)[offset : offset + limit], sum(counts))


async def release(event_id: str) -> ParkedEvent:
    """Return a parked event to the relay, and announce it; return the event as it was parked.

    If the broker refuses it again, it is parked again with the new reason. Raises
    ParkedEventNotFound, EventNotParked, and Unavailable when one of the stores is down.
    """
    is_waiting = False
    for outbox in outboxes():
        match await outbox.look_up(event_id):
            case None:
                continue
            case "waiting":
                is_waiting = True
            case ParkedEvent() as parked:
                news = envelope(_released(parked))
                event = await outbox.release(event_id, news)
                # None: somebody else was faster.
                is_waiting = is_waiting or event is None
                if event is not None:
                    announce(outbox, event, news)
                    return parked
    if is_waiting:
        raise EventNotParked("It is already on its way to the broker.")
    raise ParkedEventNotFound


def _released(parked: ParkedEvent) -> EventReleased:
    return EventReleased(
        event_id=parked.id,
        event_type=parked.type,
        store=parked.store,
        reason=parked.reason,
        refusals=parked.refusals,
    )
