"""On course.created, published, updated and deleted: update the catalog."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_catalog import Card, show
from lms_events import payload, subscriber


@functions_framework.aio.cloud_event
@subscriber
async def index_course(event: CloudEvent) -> None:
    """Write the course's card; an event older than the card changes nothing."""
    await show(payload(event, Card))
