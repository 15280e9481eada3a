"""On notification.requested for sms: hand the message to Amazon SNS."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_notifications import Notification, NotificationRequested, Receipt, brief, deliver
from lms_preferences import PHONE_CODE, phones
from lms_sms import Text, shortened, texter


@functions_framework.aio.cloud_event
@subscriber
async def send_sms(event: CloudEvent) -> None:
    """Deliver it once; a permanent refusal starts the next channel, any other is retried."""
    requested = payload(event, NotificationRequested)

    await deliver(requested.notification_id, "sms", _by_text)


async def _by_text(notification: Notification) -> Receipt:
    phone, body = notification.address or "", brief(notification, shortened)
    if notification.template == PHONE_CODE:
        body = await phones().fill(body, user_id=notification.recipient_id, phone=phone)
    receipt = await texter().send(Text(id=notification.id, to=phone, body=body))
    return Receipt(receipt.answer, receipt.provider_id)
