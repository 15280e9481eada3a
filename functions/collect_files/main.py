"""Every hour: remove the files that never arrived, and those that were deleted a day ago."""

from __future__ import annotations

import time

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import scheduled
from lms_uploads import collect

BATCH = 100
# Well within the deadline of a request; the next tick does the rest.
SECONDS = 15.0


@functions_framework.aio.cloud_event
@scheduled
async def collect_files(_tick: CloudEvent) -> None:
    """Collect batch by batch, as long as full ones come; 503 while a store is down."""
    ends = time.monotonic() + SECONDS
    while await collect(BATCH) == BATCH and time.monotonic() < ends:
        continue
