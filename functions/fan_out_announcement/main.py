"""On announcement.requested: notify the next batch of learners, and request the rest."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_announcements import AnnouncementRequested, announcements, write_to
from lms_enrollments import enrollments
from lms_events import payload, publish, subscriber
from lms_kernel import current, derived_id, envelope

BATCH = 100


@functions_framework.aio.cloud_event
@subscriber
async def fan_out_announcement(event: CloudEvent) -> None:
    """Request one batch; ids derived from announcement and learner make a repeat harmless.

    A learner who cannot be notified stops no other: 422 names them, when the rest is on its way.
    """
    requested = payload(event, AnnouncementRequested)
    announcement = await announcements().get(requested.announcement_id)
    # The audit trail records the announcement, not each learner's notification.
    current().actor = None

    if requested.after is None:
        learners = await enrollments().count_learners(announcement.course_id)
        await announcements().expect(announcement.id, learners)
    step = await enrollments().learners(announcement.course_id, after=requested.after, limit=BATCH)
    failures = await write_to(announcement, step)
    if step.last is not None:
        rest = AnnouncementRequested(announcement_id=announcement.id, after=step.last)
        await publish(envelope(rest, id=derived_id("fan_out_announcement", event["id"])))
    failures.report()
