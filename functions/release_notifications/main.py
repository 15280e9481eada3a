"""Every five minutes: release notifications whose quiet hours are over."""

from __future__ import annotations

import time

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import scheduled
from lms_kernel import utc_now
from lms_notifications import holds
from lms_records import Failures

BATCH = 500
# Well within the deadline of a request; the next tick does the rest.
SECONDS = 15.0


@functions_framework.aio.cloud_event
@scheduled
async def release_notifications(_tick: CloudEvent) -> None:
    """Release batch by batch, as long as full ones come; 422 names what could not be released."""
    ends = time.monotonic() + SECONDS
    failures = Failures("notifications")
    while await holds().release(utc_now(), failures, BATCH) == BATCH and time.monotonic() < ends:
        continue
    failures.report()
