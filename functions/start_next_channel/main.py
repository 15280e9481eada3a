"""On a dead letter of a delivery function: start the next channel, or mark it failed."""

from __future__ import annotations

import base64

import functions_framework.aio
import msgspec
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_kernel import convert
from lms_notifications import NotificationRequested, deliveries
from lms_preferences import Channel


class _NextChannel(msgspec.Struct):
    """The attribute by which the event was filtered."""

    channel: Channel


@functions_framework.aio.cloud_event
@subscriber
async def start_next_channel(event: CloudEvent) -> None:
    """Give this channel up, because no sender will try again; what has ended stays as it is."""
    requested = payload(event, NotificationRequested)
    channel = convert({"channel": event.get("channel")}, _NextChannel).channel
    # Knative's brokers put the subscriber's last answer on the dead letter, in base64.
    code, data = event.get("knativeerrorcode", "no answer"), event.get("knativeerrordata", "")

    reason = f"Delivery was abandoned after: {code} {_words(str(data))}".strip()
    await deliveries().give_up(requested.notification_id, channel, reason)


def _words(data: str) -> str:
    """Return the answer that a broker preserved as text, or unchanged if it is not text."""
    try:
        return base64.b64decode(data, validate=True).decode()
    except ValueError:
        return data
