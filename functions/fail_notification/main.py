"""On a dead letter of a delivery function: mark the notification failed, with the reason."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_notifications import NotificationRequested, notifications


@functions_framework.aio.cloud_event
@subscriber
async def fail_notification(event: CloudEvent) -> None:
    """Mark it failed unless it has ended already: nobody will try again by themselves."""
    requested = payload(event, NotificationRequested)
    # Knative's brokers put the last answer of the subscriber on the dead letter.
    code, data = event.get("knativeerrorcode", "no answer"), event.get("knativeerrordata", "")

    await notifications().give_up(
        requested.notification_id, f"Delivery was given up after: {code} {data}".strip()
    )
