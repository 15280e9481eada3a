"""On notification.delivered and notification.bounced: record it in the notification's ledger."""

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

# A report can arrive before the sender has recorded the provider's id.
_OVERTAKES = timedelta(minutes=2)


@functions_framework.aio.cloud_event
@subscriber
async def record_delivery(event: CloudEvent) -> None:
    """Record a report; after a hard bounce or a complaint, stop writing to the address.

    A report about none of our notifications is acknowledged: others send through the same account,
    and the ledger forgets old messages. As dead letters such reports would hide those that need
    attention.
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
            raise Unavailable("The sender may not have recorded the provider's id yet.") from fault
        _log.info("a report about none of our notifications: %s", report.subject())
