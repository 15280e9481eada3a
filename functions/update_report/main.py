"""On what happens to seats, lessons, attempts and submissions: renew the learner's report."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_reports import LearnerActivity, reports


@functions_framework.aio.cloud_event
@subscriber
async def update_report(event: CloudEvent) -> None:
    """Read the learner's facts again; the event only says whose, so a late one changes nothing."""
    activity = payload(event, LearnerActivity)

    await reports().refresh([(activity.user_id, activity.course_id)])
