"""On notification.requested for email: hand the message to the mail server."""

from __future__ import annotations

import functions_framework.aio
from cloudevents.http import CloudEvent
from msgspec.structs import replace

from lms_events import payload, subscriber
from lms_letters import html_of
from lms_mail import Mail, mailer, provider_id
from lms_notifications import Notification, NotificationRequested, Receipt, deliver
from lms_signatures import with_ticket
from lms_unsubscribe import unsubscribe_url


@functions_framework.aio.cloud_event
@subscriber
async def send_email(event: CloudEvent) -> None:
    """Deliver it once; a permanent refusal starts the next channel, any other is retried."""
    requested = payload(event, NotificationRequested)

    await deliver(requested.notification_id, "email", _by_mail)


async def _by_mail(notification: Notification) -> Receipt:
    url = unsubscribe_url(notification.recipient_id, notification.category)
    if notification.template:
        # A link that works once is in the mail and nowhere else (decision 0054).
        text = with_ticket(notification.text, notification.id)
        notification = replace(notification, text=text)
    mail = Mail(
        id=notification.id,
        to=notification.address or "",
        subject=notification.subject,
        text=notification.text,
        html=html_of(notification, unsubscribe_url=url),
        unsubscribe_url=url,
        language=notification.language,
    )
    reply = await mailer().send(mail)
    return Receipt(reply, provider_id(reply))
