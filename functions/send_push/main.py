"""On notification.requested for push: hand the message to the browsers' push services."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_notifications import (
    Notification,
    NotificationRequested,
    Receipt,
    body_of,
    deliver,
    to_every_device,
)
from lms_preferences import Device
from lms_push import Push, Subscription, SubscriptionGone, pusher


@functions_framework.aio.cloud_event
@subscriber
async def send_push(event: CloudEvent) -> None:
    """Deliver it once; a permanent refusal starts the next channel, any other is retried."""
    requested = payload(event, NotificationRequested)

    await deliver(requested.notification_id, "push", _by_push)


async def _by_push(notification: Notification) -> Receipt:
    push = Push(
        id=notification.id,
        title=notification.subject,
        body=body_of(notification),
        url=notification.link or "/inbox",
        urgency="high" if notification.category == "account" else "normal",
    )

    async def send(device: Device) -> str:
        browser = Subscription(endpoint=device.endpoint, p256dh=device.p256dh, auth=device.auth)
        return await pusher().send(browser, push)

    return await to_every_device(notification, send, gone=SubscriptionGone)
