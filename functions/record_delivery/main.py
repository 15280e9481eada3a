"""On notification.delivered and notification.bounced: enter it into the notification's ledger."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import functions_framework.aio
from cloudevents.http import CloudEvent

from lms_events import payload, subscriber
from lms_kernel import Unavailable, utc_now
from lms_notifications import (
    NotificationBounced,
    NotificationDelivered,
    NotificationNotFound,
    Report,
    record_report,
)

_log = logging.getLogger(__name__)

# A report can be faster than the sender, who writes down the provider's id when it has it.
_OVERTAKES = timedelta(minutes=2)


@functions_framework.aio.cloud_event
@subscriber
async def record_delivery(event: CloudEvent) -> None:
    """Write down what a provider reported; who bounced for good or complained gets no more.

    A report about none of our notifications is done with: others send through the same account,
    and what is older than the ledger is forgotten. As dead letters they would hide those that
    somebody has to look at.
    """
    report: Report
    if event["type"] == NotificationDelivered.type:
        report = payload(event, NotificationDelivered)
    else:
        report = payload(event, NotificationBounced)

    try:
        await record_report(report)
    except NotificationNotFound as fault:
        age = utc_now() - datetime.fromisoformat(event["time"])
        if report.notification_id is None and age < _OVERTAKES:
            raise Unavailable("The sender may still be writing down the provider's id.") from fault
        _log.info("a report about none of our notifications: %s", report.subject())
