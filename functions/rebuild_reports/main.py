"""On replay.requested: make the next batch of reports and progress again, request the rest."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, publish, subscriber
from lms_kernel import derived_id, envelope
from lms_progress import progress
from lms_reports import ReplayRequested, reports

BATCH = 200


@functions_framework.aio.cloud_event
@subscriber
async def rebuild_reports(event: CloudEvent) -> None:
    """Replay the facts of one batch of learners; locks make this safe while they go on learning."""
    requested = payload(event, ReplayRequested)

    step = await reports().following(requested.after, BATCH)
    await progress().replay(step.items)
    await reports().refresh(step.items)

    if step.last is not None:
        rest = ReplayRequested(after=step.last)
        await publish(envelope(rest, id=derived_id("rebuild_reports", event["id"])))
