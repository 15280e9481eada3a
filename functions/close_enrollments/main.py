"""On course.archived, course.deleted and closure.requested: close a batch of enrollments."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_enrollments import ClosedCourse, ClosureRequested, enrollments
from lms_events import payload, publish, subscriber
from lms_kernel import current, derived_id, envelope

BATCH = 100


@functions_framework.aio.cloud_event
@subscriber
async def close_enrollments(event: CloudEvent) -> None:
    """Close one batch, and request the rest; a repeat closes what is still open.

    Each learner is told by ``confirm_enrollment``, on an event of their own.
    """
    if event["type"] == ClosureRequested.type:
        closure = payload(event, ClosureRequested)
    else:
        closure = payload(event, ClosedCourse).closure()
    # The audit trail records the course's end, not each learner's.
    current().actor = None

    last = await enrollments().close(closure, BATCH)

    if last is not None:
        rest = envelope(closure.following(last), id=derived_id("close_enrollments", event["id"]))
        await publish(rest)
