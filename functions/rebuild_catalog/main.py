"""On rebuild.requested: read the next batch of courses into the catalog, request the rest."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_catalog import Card, RebuildRequested, show
from lms_courses import CourseUpdated, courses
from lms_events import payload, publish, subscriber
from lms_kernel import derived_id, envelope

BATCH = 50


@functions_framework.aio.cloud_event
@subscriber
async def rebuild_catalog(event: CloudEvent) -> None:
    """Rewrite one batch of cards; versions make this safe while authors keep writing."""
    requested = payload(event, RebuildRequested)

    batch = await courses().following(requested.after, BATCH)
    for course in batch:
        await show(Card.of(course.as_event(CourseUpdated)), refresh=True)

    if len(batch) == BATCH:
        rest = RebuildRequested(after=batch[-1].id)
        await publish(envelope(rest, id=derived_id("rebuild_catalog", event["id"])))
