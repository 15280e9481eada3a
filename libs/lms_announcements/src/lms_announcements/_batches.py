"""The batches of notifications that an announcement becomes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from lms_notifications import NotificationRequest, notifications
from lms_records import Failures

# So many requests of a batch run at once: enough to hide Redis' round trips, few enough to leave
# room for others.
_REQUESTS_AT_ONCE = 8


async def request_all(requests: Mapping[str, NotificationRequest], failures: Failures) -> None:
    """Request many notifications, by their ids, a few at a time.

    Each is tried; ``failures`` has the recipients to whom it could not be done.
    """
    slots = asyncio.Semaphore(_REQUESTS_AT_ONCE)

    async def request(notification_id: str, one: NotificationRequest) -> None:
        async with slots:
            with failures.of(one.recipient_id):
                await notifications().request(one, id=notification_id)

    await asyncio.gather(*(request(*each) for each in requests.items()))
