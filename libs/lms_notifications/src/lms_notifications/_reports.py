"""What providers report about a message after they took it: kept at once, entered a moment later.

A report names the notification by its id where the provider gives our own headers back, else by
the id that the provider gave the message. It holds no address: the store knows where it went.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from lms_events import announce
from lms_kernel import DomainEvent, Id, envelope
from lms_notifications._model import Attempt, Outcome
from lms_notifications._store import notifications
from lms_redis import RedisOutbox, redis, redis_errors


class _Reported(DomainEvent, frozen=True, kw_only=True):
    """What all reports say; at least one of the two ids is there.

    ``suppress``: nothing more is to be sent to the address that it went to.
    """

    channel: Literal["email", "sms"]
    detail: Annotated[str, Meta(max_length=500)]
    happened_at: Annotated[datetime, Meta(tz=True)]
    notification_id: Id | None = None
    provider_id: str | None = None
    suppress: bool = False

    def subject(self) -> str:
        """Return the id that the report goes by."""
        return self.notification_id or self.provider_id or ""


class NotificationDelivered(_Reported, frozen=True, kw_only=True):
    """The message has arrived: at the recipient's mail server, or on the phone.

    Who complains about a message has got it; that is a report of this kind that says suppress.
    """

    type: ClassVar[str] = "org.learning.notification.delivered.v1"


class NotificationBounced(_Reported, frozen=True, kw_only=True):
    """The message came back or was held up.

    ``permanent``: it will never arrive. A mailbox that does not exist says suppress, too, a virus
    does not. A full mailbox is neither: that is worth knowing, no more.
    """

    type: ClassVar[str] = "org.learning.notification.bounced.v1"

    permanent: bool


Report = NotificationDelivered | NotificationBounced


async def keep_report(report: Report, *, id: str) -> None:  # noqa: A002 - the attribute's name in CloudEvents
    """Write the report's event into the outbox and announce it; the same id is the same event.

    Once this returns, the report cannot be lost. Raises Unavailable when Redis is away.
    """
    event = envelope(report, id=id)
    async with redis_errors("keep_report"):
        await redis().hset(RedisOutbox.KEY, id, msgspec.json.encode(event).decode())
    announce(RedisOutbox(), event)


async def take_report(report: Report) -> None:
    """Enter the report into the notification's ledger, and write no more where it says suppress.

    The same report may be taken any number of times. Raises NotificationNotFound when it is about
    none of ours, or about one that is forgotten.
    """
    attempt = Attempt(
        at=report.happened_at,
        channel=report.channel,
        outcome=_outcome(report),
        detail=report.detail,
    )
    await notifications().report(
        attempt,
        notification_id=report.notification_id,
        provider_id=report.provider_id,
        suppress=report.suppress,
    )


def _outcome(report: Report) -> Outcome:
    if isinstance(report, NotificationDelivered):
        return "confirmed"
    return "bounced" if report.permanent else "deferred"
