"""The shapes of a notification and of its ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from lms_kernel import FieldError, Id, Invalid, kinds
from lms_notifications._status import NotificationStatus
from lms_preferences import MESSAGE_LENGTHS, Category, Channel

# As much of a provider's answer is stored in the ledger.
DETAIL_LENGTH = 500
Outcome = Annotated[
    Literal[
        "delivered",
        "confirmed",
        "bounced",
        "deferred",
        "failed",
        "unknown",
        "suppressed",
        "held",
        "replayed",
    ],
    Meta(
        description=(
            "delivered: the provider accepted it; confirmed: the provider reported its arrival; "
            "bounced: the provider reported that it bounced; deferred: retried later; "
            "failed: cannot be delivered by this channel; unknown: the sender died or broke, and "
            "the message may have left; suppressed: not sent, the detail says why; held: waits for "
            "quiet hours to end or for the digest; replayed: an admin sent it again"
        )
    ),
]

# A line break or another control character in a subject could add headers to a mail.
Subject = Annotated[
    str,
    Meta(
        pattern=kinds.LINE,
        min_length=1,
        max_length=MESSAGE_LENGTHS["subject"],
        description="One line",
        extra={
            "normalize": kinds.line,
            "hint": "must be one line of {min_length} to {max_length} characters",
        },
    ),
]
Text = Annotated[
    str,
    Meta(
        pattern=kinds.SHOWN_PROSE,
        min_length=1,
        max_length=MESSAGE_LENGTHS["text"],
        description="Plain text",
        extra={
            "normalize": kinds.prose,
            "hint": "must be plain text of {min_length} to {max_length} characters",
        },
    ),
]
Fallbacks = Annotated[
    tuple[Channel, ...],
    Meta(
        max_length=3,
        description="Channels to try after the first one, in this order",
        extra={"hint": "must be up to three other channels"},
    ),
]
# What people may write; the other categories are the platform's own.
WrittenCategory = Annotated[
    Literal["message", "announcement"],
    Meta(description="What it is about"),
]


class NewNotification(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message from a person or service to a user.

    When it cannot be delivered by ``channel`` the ``fallbacks`` are tried, one after the other.
    """

    recipient_id: Id
    subject: Subject
    text: Text
    channel: Channel = "in_app"
    fallbacks: Fallbacks = ()
    category: WrittenCategory = "message"

    def to_request(self, *, sender_id: str, email: str) -> NotificationRequest:
        """Return the request as the store takes it; ``email`` is the recipient's address.

        Raises Invalid when a channel is named twice.
        """
        check_channels(self.channel, self.fallbacks)
        return NotificationRequest(
            recipient_id=self.recipient_id,
            channel=self.channel,
            fallbacks=self.fallbacks,
            category=self.category,
            email=email,
            subject=self.subject,
            text=self.text,
            sender_id=sender_id,
        )


class NotificationRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What to send to whom, and by which channels in which order.

    ``email`` is the recipient's address, ``phone`` a number to use instead of the confirmed one
    of the preferences. ``short`` is the one line of a text message or a push; without it, subject
    and beginning of the text are used. ``link`` is the path that a push opens. Without a
    ``language`` the frame around the text is in the recipient's. ``sender_id`` is the user who
    wrote it, None when the platform did. ``bundle`` lists the notifications that a digest carries.
    """

    recipient_id: Id
    channel: Channel
    fallbacks: tuple[Channel, ...] = ()
    category: Category
    subject: str
    text: str
    short: str = ""
    language: str | None = None
    email: str | None = None
    phone: str | None = None
    sender_id: str | None = None
    template: str | None = None
    link: str | None = None
    announcement_id: str | None = None
    bundle: tuple[str, ...] = ()

    @property
    def channels(self) -> tuple[Channel, ...]:
        """Return the channels in the order in which they are tried, each once."""
        return tuple(dict.fromkeys((self.channel, *self.fallbacks)))


def check_channels(channel: Channel, fallbacks: tuple[Channel, ...]) -> None:
    """Raise Invalid when a channel is named twice."""
    if len({channel, *fallbacks}) <= len(fallbacks):
        raise Invalid(errors=[FieldError("fallbacks", "must name other channels, each once")])


class Receipt(msgspec.Struct, frozen=True):
    """What a provider answered when it accepted a message, and its own id for it, if any."""

    answer: str
    provider_id: str | None = None


class Attempt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of the ledger; ``detail`` is what the provider answered, or why.

    ``duration_seconds`` is how long the provider took, ``next_attempt_at`` when the broker will
    retry (a moment earlier or later) or when a held message is released.
    """

    at: datetime
    channel: Channel
    outcome: Outcome
    detail: str
    duration_seconds: float | None = None
    next_attempt_at: datetime | None = None


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """A message with its ledger: every attempt to deliver it, oldest first.

    ``channel`` is the current one, ``fallbacks`` are those left, ``address`` is that of the
    channel (an email address, a phone number). ``held_until`` says that it waits for quiet hours
    to end or for the next digest. ``unread`` says that it counts in the number of its reader's
    inbox: it has arrived, or never will, and was not opened there; what somebody has switched off
    or got in a digest does not count.
    """

    id: Id
    recipient_id: Id
    sender_id: str | None
    channel: Channel
    fallbacks: list[Channel]
    category: Category
    template: str | None
    language: str
    address: str | None
    subject: str
    text: str
    short: str
    link: str | None
    announcement_id: str | None
    status: NotificationStatus
    attempts: list[Attempt]
    created_at: datetime
    delivered_at: datetime | None
    read_at: datetime | None
    unread: bool
    held_until: datetime | None

    def for_sender(self) -> Notification:
        """Return it as its sender may see it: a phone number is the recipient's own business."""
        if self.channel != "sms":
            return self
        return msgspec.structs.replace(self, address=None)


class ReadMark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether messages are to be marked as read, or as unread again."""

    read: bool


class DueDigest(msgspec.Struct, frozen=True):
    """One person's messages that wait for the mail of the day, oldest first."""

    user_id: str
    due_at: datetime
    items: list[Notification]
