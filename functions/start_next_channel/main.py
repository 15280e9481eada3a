"""On a dead letter of a delivery function: start the next channel, or mark it failed."""

from __future__ import annotations

import base64

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_notifications import Channel, NotificationRequested, notifications


@functions_framework.aio.cloud_event
@subscriber
async def start_next_channel(event: CloudEvent) -> None:
    """Give up on this channel unless it has already ended: nothing else will retry it."""
    requested = payload(event, NotificationRequested)
    channel: Channel = event["channel"]
    # Knative's brokers put the subscriber's last response on the dead letter, in base64.
    code, data = event.get("knativeerrorcode", "no response"), event.get("knativeerrordata", "")

    reason = f"Delivery was abandoned after: {code} {_words(str(data))}".strip()
    await notifications().give_up(requested.notification_id, channel, reason)


def _words(data: str) -> str:
    """Return the response that the broker stored, as text where it can be decoded."""
    try:
        return base64.b64decode(data, validate=True).decode()
    except ValueError:
        return data
