"""Every five minutes: save what Redis noted for the figures of the business."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import scheduled
from lms_figures import save_batch


@functions_framework.aio.cloud_event
@scheduled
async def save_figures(_tick: CloudEvent) -> None:
    """Save one batch; it is counted once, however often a run fails and is repeated."""
    await save_batch()
