"""On rebuild.requested: read the next batch of courses into the catalog, request the rest."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_catalog import Card, RebuildRequested, show
from lms_courses import CourseUpdated, courses
from lms_events import payload, publish, subscriber
from lms_files import CourseFiles, files
from lms_kernel import derived_id, envelope
from lms_records import Failures

BATCH = 50


@functions_framework.aio.cloud_event
@subscriber
async def rebuild_catalog(event: CloudEvent) -> None:
    """Rewrite one batch of cards; versions make this safe while authors keep writing.

    Which files a course refers to is a projection of the same documents, and comes with them. A
    course that cannot be shown stops no other: 422 names it, when the rest is on its way.
    """
    requested = payload(event, RebuildRequested)

    step = await courses().following(requested.after, BATCH)
    failures = Failures("courses", step.faults)
    for course in step.items:
        with failures.of(course.id):
            await show(Card.of(course.as_event(CourseUpdated)), refresh=True)
            await files().refer(CourseFiles.of(course))

    failures.insist()
    if step.last is not None:
        rest = RebuildRequested(after=step.last)
        await publish(envelope(rest, id=derived_id("rebuild_catalog", event["id"])))
    failures.report()
