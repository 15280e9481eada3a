"""On notification.requested for sms: hand the message to Amazon SNS."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_notifications import Notification, NotificationRequested, Receipt, brief, deliver, phones
from lms_sms import Text, texter


@functions_framework.aio.cloud_event
@subscriber
async def send_sms(event: CloudEvent) -> None:
    """Deliver it once; a permanent refusal starts the next channel, any other is retried."""
    requested = payload(event, NotificationRequested)

    await deliver(requested.notification_id, "sms", _by_text)


async def _by_text(notification: Notification) -> Receipt:
    words = await phones().filled(notification, brief(notification))
    text = Text(id=notification.id, to=notification.address or "", body=words)
    taken = await texter().send(text)
    return Receipt(taken.answer, taken.provider_id)
