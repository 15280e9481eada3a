"""On course.created, published, updated and deleted: show it in the catalog."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_catalog import Card, show
from lms_events import payload, subscriber


@functions_framework.aio.cloud_event
@subscriber
async def index_course(event: CloudEvent) -> None:
    """Write the card; an event that is older than what the catalog shows changes nothing."""
    await show(payload(event, Card))
