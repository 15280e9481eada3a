"""What can go wrong with a notification.

NotFound 404
└── NotificationNotFound   no such notification, or not the caller's
Forbidden 403
└── NotYourLearner         the recipient takes no course of the sender
Conflict 409
└── NotReplayable          it was delivered, or is still on its way
Invalid 422
├── SenderBroke            a fault of ours keeps it from leaving by this channel
└── UnknownRecipient       there is no such user, or the account is closed
Unavailable 503
└── DeliveryInProgress     another process is sending it at this moment
"""

from __future__ import annotations

from lms_kernel import Conflict, FieldError, Forbidden, Invalid, NotFound, Unavailable


class NotificationNotFound(NotFound):
    """There is no such notification, or the caller is neither recipient nor sender."""

    title = "No such notification"


class NotYourLearner(Forbidden):
    """Instructors write to the learners of their own courses only."""

    slug = "not-your-learner"
    title = "The recipient takes none of your courses"


class NotReplayable(Conflict):
    """Only what ended undelivered is sent again."""

    slug = "not-replayable"
    title = "This notification was delivered, or is still on its way"


class SenderBroke(Invalid):
    """A fault of ours keeps the message from leaving by this channel, now and at the next try."""

    slug = "sender-broke"
    title = "The sender broke"


class UnknownRecipient(Invalid):
    """There is no such user, or the account is closed."""

    def __init__(self) -> None:
        """Name the field at fault."""
        super().__init__(errors=[FieldError("recipient_id", "must be the id of an active user")])


class DeliveryInProgress(Unavailable):
    """Another process holds the notification; the broker retries."""

    title = "Another process is delivering this notification"
