"""On announcement.requested: notify the next batch of learners, and request the rest."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_announcements import AnnouncementRequested, announcements, request_all
from lms_enrollments import LearnerOfCourse, enrollments
from lms_events import payload, publish, subscriber
from lms_kernel import current, derived_id, envelope
from lms_records import Failures, Step
from lms_reports import StuckLearner, reports

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

    course_id, since, after = announcement.course_id, announcement.stuck_since, requested.after
    if after is None:
        if since is None:
            count = await enrollments().count_learners(course_id)
        else:
            count = await reports().count_stuck(course_id, since)
        await announcements().expect(announcement.id, count)
    step: Step[LearnerOfCourse] | Step[StuckLearner]
    if since is None:
        step = await enrollments().learners(course_id, after=after, limit=BATCH)
    else:
        step = await reports().stuck(course_id, since, after=after, limit=BATCH)
    failures = Failures("learners", step.faults)
    await request_all(
        {
            announcement.id_for(each.user_id): announcement.request_for(
                each.user_id, email=each.email
            )
            for each in step.items
        },
        failures,
    )

    failures.insist()
    if step.last is None:
        await announcements().finish(announcement.id)
    else:
        rest = AnnouncementRequested(announcement_id=announcement.id, after=step.last)
        await publish(envelope(rest, id=derived_id("fan_out_announcement", event["id"])))
    failures.report()
