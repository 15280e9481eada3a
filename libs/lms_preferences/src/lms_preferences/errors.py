"""What can go wrong with preferences, phone numbers and devices.

NotFound 404
└── DeviceNotFound         no such browser, or somebody else's
Conflict 409
└── NoPhoneCode            no number is waiting for a code
PreconditionFailed 412
└── StalePreferences       changed since they were read
Invalid 422
├── NoDevice               no browser is left to show a push
└── WrongCode              not the code that was sent
"""

from __future__ import annotations

from lms_kernel import Conflict, FieldError, Invalid, NotFound, PreconditionFailed


class DeviceNotFound(NotFound):
    """There is no such device, or it is somebody else's."""

    title = "No such push subscription"


class NoDevice(Invalid):
    """The recipient has no browser left that could show the message."""

    title = "The recipient has no device that takes push messages"


class NoPhoneCode(Conflict):
    """No number is waiting for a code, the code has expired, or there were too many attempts."""

    slug = "no-phone-code"
    title = "The code has expired: ask for a new one"


class StalePreferences(PreconditionFailed):
    """The preferences were changed since the caller read them."""

    title = "The preferences have changed since you read them"


class WrongCode(Invalid):
    """It is not the code that was sent."""

    def __init__(self) -> None:
        """Name the field at fault."""
        super().__init__(errors=[FieldError("code", "must be the code that the number was sent")])
