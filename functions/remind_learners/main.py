"""On reminder.requested: notify the next batch of those who are stuck, and request the rest."""

from __future__ import annotations

import functions_framework.aio
import msgspec
from cloudevents.http import CloudEvent

from lms_announcements import ReminderRequested, announcements, write_to
from lms_events import payload, publish, subscriber
from lms_kernel import current, derived_id, envelope
from lms_reports import reports

BATCH = 100


@functions_framework.aio.cloud_event
@subscriber
async def remind_learners(event: CloudEvent) -> None:
    """Request one batch, without learners who came back before it; a repeat is harmless.

    A learner who cannot be notified stops no other: 422 names them, when the rest is on its way.
    """
    requested = payload(event, ReminderRequested)
    announcement = await announcements().get(requested.announcement_id)
    # The audit trail records the announcement, not each learner's notification.
    current().actor = None

    course_id, since = announcement.course_id, requested.stuck_since
    if requested.after is None:
        stuck = await reports().count_stuck(course_id, since)
        await announcements().expect(announcement.id, stuck)
    step = await reports().stuck(course_id, since, after=requested.after, limit=BATCH)
    failures = await write_to(announcement, step)
    if step.last is not None:
        rest = msgspec.structs.replace(requested, after=step.last)
        await publish(envelope(rest, id=derived_id("remind_learners", event["id"])))
    failures.report()
