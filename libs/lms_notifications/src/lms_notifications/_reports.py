"""What providers report about a message they accepted: stored immediately, recorded a bit later.

A report names the notification by its id where the provider returns our own headers, else by the
id that the provider gave the message. It contains no address: the store knows where it went.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from lms_events import announce
from lms_kernel import DomainEvent, Id, envelope
from lms_notifications._deliveries import deliveries
from lms_notifications._model import Attempt, Outcome
from lms_redis import RedisOutbox


class _Reported(DomainEvent, frozen=True, kw_only=True):
    """What all reports contain, among it at least one of the two ids.

    ``suppress``: we must no longer send to the address that it went to.
    """

    channel: Literal["email", "sms"]
    detail: Annotated[str, Meta(max_length=500)]
    happened_at: Annotated[datetime, Meta(tz=True)]
    notification_id: Id | None = None
    provider_id: str | None = None
    suppress: bool = False

    def subject(self) -> str:
        """Return the id that the report is about."""
        return self.notification_id or self.provider_id or ""


class NotificationDelivered(_Reported, frozen=True, kw_only=True):
    """The message has arrived: at the recipient's mail server, or on the phone.

    A recipient who complains about a message has received it: that report says ``suppress``, too.
    """

    type: ClassVar[str] = "org.learning.notification.delivered.v1"


class NotificationBounced(_Reported, frozen=True, kw_only=True):
    """The message bounced, or was delayed.

    ``permanent``: it will never arrive. For a mailbox that does not exist the report also says
    ``suppress``, for a virus it does not. A full mailbox is neither: it is only recorded.
    """

    type: ClassVar[str] = "org.learning.notification.bounced.v1"

    permanent: bool


Report = NotificationDelivered | NotificationBounced


async def store_report(report: Report, *, id: str) -> None:  # noqa: A002 - the attribute's name in CloudEvents
    """Write the report's event into the outbox and announce it; the same id is the same event.

    Once this returns, the report cannot be lost. Raises Unavailable when Redis is down.
    """
    event = envelope(report, id=id)
    outbox = RedisOutbox()
    await outbox.put(event)
    announce(outbox, event)


async def record_report(report: Report) -> None:
    """Record the report in the notification's ledger, and block the address if it says so.

    The same report may be recorded any number of times. Raises NotificationNotFound when it is not
    about a notification of ours, or about one that has expired.
    """
    attempt = Attempt(
        at=report.happened_at,
        channel=report.channel,
        outcome=_outcome(report),
        detail=report.detail,
    )
    await deliveries().report(
        attempt,
        notification_id=report.notification_id,
        provider_id=report.provider_id,
        suppress=report.suppress,
    )


def _outcome(report: Report) -> Outcome:
    if isinstance(report, NotificationDelivered):
        return "confirmed"
    return "bounced" if report.permanent else "deferred"
