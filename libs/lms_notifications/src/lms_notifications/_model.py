"""The shapes of a notification."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from lms_kernel import Id

Channel = Literal["email", "in_app"]
NotificationStatus = Literal["queued", "sending", "delivered", "failed"]
Outcome = Literal["delivered", "deferred", "failed"]

Category = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9-]{1,39}\Z",
        description="What the message is about",
        extra={"hint": "must be lower-case words joined by dashes, like course-news"},
    ),
]
# A line break or another control character in a subject could add headers to a mail.
Subject = Annotated[
    str,
    Meta(
        pattern=r"^(?=.*\S)[^\x00-\x1f\x7f-\x9f\u2028\u2029]+\Z",
        max_length=200,
        description="One line",
        extra={"hint": "must be one line of 1 to 200 characters"},
    ),
]
Text = Annotated[
    str,
    Meta(
        pattern=r"\S",
        max_length=10_000,
        description="Plain text",
        extra={"hint": "must be plain text of 1 to 10,000 characters"},
    ),
]


class NewNotification(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The wish of a person or service to write to a user."""

    recipient_id: Id
    subject: Subject
    text: Text
    channel: Channel = "in_app"
    category: Category = "message"


class NotificationWish(msgspec.Struct, frozen=True, kw_only=True):
    """What to tell whom; ``address`` is the channel's (an email address), none for in-app.

    ``sender_id`` is the user who wrote it, None when the platform did.
    """

    recipient_id: Id
    channel: Channel
    category: Category
    subject: str
    text: str
    address: str | None = None
    sender_id: str | None = None


def wish_of(wanted: NewNotification, *, sender_id: str, email: str) -> NotificationWish:
    """Answer the wish as the store takes it; ``email`` is the recipient's address."""
    return NotificationWish(
        recipient_id=wanted.recipient_id,
        channel=wanted.channel,
        category=wanted.category,
        address=email if wanted.channel == "email" else None,
        subject=wanted.subject,
        text=wanted.text,
        sender_id=sender_id,
    )


class Attempt(msgspec.Struct, frozen=True):
    """One try to deliver; ``detail`` is what the provider answered, or why it was put off."""

    at: datetime
    outcome: Outcome
    detail: str


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """A message and the whole account of its delivery, oldest attempt first."""

    id: Id
    recipient_id: Id
    sender_id: str | None
    channel: Channel
    category: Category
    address: str | None
    subject: str
    text: str
    status: NotificationStatus
    attempts: list[Attempt]
    created_at: datetime
    delivered_at: datetime | None


class NotificationPage(msgspec.Struct, frozen=True):
    """A part of an inbox, newest first, and how many notifications the whole one has."""

    items: list[Notification]
    total: int
