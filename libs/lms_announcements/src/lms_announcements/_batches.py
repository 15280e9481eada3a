"""The batches of notifications that an announcement becomes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from lms_notifications import NotificationRequest, notifications

# So many requests of a batch run at once: enough to hide Redis' round trips, few enough to leave
# room for others.
_REQUESTS_AT_ONCE = 8


async def request_all(requests: Mapping[str, NotificationRequest]) -> None:
    """Request many notifications, by their ids, a few at a time.

    Each is tried; then the first failure is raised, and what was requested stays so.
    """
    slots = asyncio.Semaphore(_REQUESTS_AT_ONCE)

    async def request(notification_id: str, one: NotificationRequest) -> None:
        async with slots:
            await notifications().request(one, id=notification_id)

    outcomes = await asyncio.gather(
        *(request(*each) for each in requests.items()), return_exceptions=True
    )
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
