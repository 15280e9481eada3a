"""The batches of notifications that an announcement becomes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol, TypeVar

from lms_announcements._model import Announcement
from lms_announcements._store import announcements
from lms_notifications import NotificationRequest, notifications
from lms_records import Failures, Step

# So many requests of a batch run at once: enough to hide Redis' round trips, few enough to leave
# room for others.
_REQUESTS_AT_ONCE = 8


class Recipient(Protocol):
    """Somebody who can be written to."""

    @property
    def user_id(self) -> str:
        """Return the id of their account."""

    @property
    def email(self) -> str:
        """Return their address."""


R = TypeVar("R", bound=Recipient)


async def write_to(announcement: Announcement, step: Step[R]) -> Failures:
    """Request the notifications of these learners; behind the last one it is finished.

    Returns to whom it could not be done. Raises Unavailable when a repeat may help.
    """
    failures = Failures("learners", step.faults)
    requests = {
        announcement.id_for(each.user_id): announcement.request_for(each.user_id, email=each.email)
        for each in step.items
    }
    await request_all(requests, failures)
    failures.insist()
    if step.last is None:
        await announcements().finish(announcement.id)
    return failures


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
