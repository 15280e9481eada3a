"""The shapes of an announcement, and the event that asks for its next batch."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from lms_kernel import DomainEvent, Id, derived_id
from lms_notifications import Fallbacks, NotificationRequest, NotificationStatus, Subject, Text
from lms_preferences import Channel

StuckSince = Annotated[
    datetime,
    Meta(
        tz=True,
        description="Only to those who are stuck: they have not completed the course, and have"
        " neither enrolled nor done anything since",
        extra={"hint": "must be a time with its offset, like 2026-11-29T08:00:00Z"},
    ),
]


class NewAnnouncement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message to all learners of a course, or to those who are stuck.

    When it cannot be delivered to one of them by ``channel`` the ``fallbacks`` are tried.
    """

    course_id: Id
    subject: Subject
    text: Text
    channel: Channel = "in_app"
    fallbacks: Fallbacks = ()
    stuck_since: StuckSince | None = None


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """A message to all learners of a course, or those stuck, and how far its delivery has come.

    ``recipients`` is how many learners there were when the first batch was made, null until then;
    ``requested`` is how many notifications there are by now, ``states`` how many of them have
    which status. ``finished_at`` is when the last batch was requested: learners who enroll later
    get none.
    """

    id: Id
    course_id: Id
    course_title: str
    sender_id: str
    subject: str
    text: str
    channel: Channel
    fallbacks: tuple[Channel, ...]
    created_at: datetime
    recipients: int | None
    requested: int
    states: dict[NotificationStatus, int]
    finished_at: datetime | None
    stuck_since: datetime | None = None

    def id_for(self, learner_id: str) -> str:
        """Return the id of a learner's notification, the same in every batch that has them."""
        return derived_id("announcement", self.id, learner_id)

    def request_for(self, learner_id: str, *, email: str) -> NotificationRequest:
        """Return the request of a learner's notification; ``email`` is their address."""
        return NotificationRequest(
            recipient_id=learner_id,
            channel=self.channel,
            fallbacks=self.fallbacks,
            category="announcement",
            email=email,
            subject=self.subject,
            text=self.text,
            sender_id=self.sender_id,
            link=f"/courses/{self.course_id}",
            announcement_id=self.id,
        )


class AnnouncementRequested(DomainEvent, frozen=True, kw_only=True):
    """The learners after this user id are due for the announcement; null: from the first."""

    type: ClassVar[str] = "org.learning.announcement.requested.v1"

    announcement_id: Id
    after: Id | None = None


class ReminderRequested(DomainEvent, frozen=True, kw_only=True):
    """The stuck learners after this user id are due for the announcement; null: from the first.

    An event of its own: the consumer of the other one writes to everybody (decision 0088).
    """

    type: ClassVar[str] = "org.learning.reminder.requested.v1"

    announcement_id: Id
    stuck_since: StuckSince
    after: Id | None = None
