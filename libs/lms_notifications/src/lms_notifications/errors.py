"""What can stand against a notification.

BadRequest 400
└── BrokenLink             the link of a mail is not whole, or none of ours
NotFound 404
├── AnnouncementNotFound   no such announcement, or none of the caller's business
└── NotificationNotFound   no such notification, or none of the caller's business
Forbidden 403
├── NotYourCourse          the course is somebody else's
└── NotYourLearner         the recipient takes no course of the sender
Conflict 409
└── NotReplayable          it was delivered, or is still on its way
PreconditionFailed 412
└── StalePreferences       somebody else, or another tab, was faster
Invalid 422
└── UnknownRecipient       there is no such user, or the account is closed
Unavailable 503
└── DeliveryInProgress     another process is sending it at this moment
"""

from __future__ import annotations

from lms_kernel import (
    BadRequest,
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    PreconditionFailed,
    Unavailable,
)


class BrokenLink(BadRequest):
    """The link was not copied as a whole, or was never one of ours."""

    slug = "broken-link"
    title = "The link does not work"


class AnnouncementNotFound(NotFound):
    """There is no such announcement, or the asker is not its sender."""

    title = "No such announcement"


class NotificationNotFound(NotFound):
    """There is no such notification, or the asker is neither recipient nor sender."""

    title = "No such notification"


class NotYourCourse(Forbidden):
    """Instructors write to all learners of their own courses only."""

    slug = "not-your-course"
    title = "The course is not yours"


class NotYourLearner(Forbidden):
    """Instructors write to the learners of their own courses only."""

    slug = "not-your-learner"
    title = "The recipient takes none of your courses"


class NotReplayable(Conflict):
    """Only what has ended undelivered is sent again."""

    slug = "not-replayable"
    title = "This notification was delivered, or is still on its way"


class StalePreferences(PreconditionFailed):
    """The preferences were changed since the caller read them."""

    title = "The preferences were changed meanwhile"


class UnknownRecipient(Invalid):
    """There is no such user, or the account is closed."""

    def __init__(self) -> None:
        """Name the field at fault."""
        super().__init__(errors=[FieldError("recipient_id", "must be the id of an active user")])


class DeliveryInProgress(Unavailable):
    """Another process holds the notification; the broker is to come back."""

    title = "Another process is delivering this notification"
