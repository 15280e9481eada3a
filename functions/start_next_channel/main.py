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
    """Let this channel be unless it has ended already: nobody will try it again by themselves."""
    requested = payload(event, NotificationRequested)
    channel: Channel = event["channel"]
    # Knative's brokers put the last answer of the subscriber on the dead letter, in base64.
    code, data = event.get("knativeerrorcode", "no answer"), event.get("knativeerrordata", "")

    reason = f"Delivery was given up after: {code} {_words(str(data))}".strip()
    await notifications().give_up(requested.notification_id, channel, reason)


def _words(data: str) -> str:
    """Return what a broker kept of an answer as text, or as it is where that is none."""
    try:
        return base64.b64decode(data, validate=True).decode()
    except ValueError:
        return data
