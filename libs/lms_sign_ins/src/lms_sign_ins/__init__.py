"""What the audit trail learns of sign-ins (decision 0073)."""

from __future__ import annotations

from lms_sign_ins._events import SessionEnded, SessionStarted, SignInFailed, SignInRefused
from lms_sign_ins._record import (
    ending,
    session_ended,
    sign_in_failed,
    sign_in_refused,
    signed_in,
    tell,
)

__all__ = [
    "SessionEnded",
    "SessionStarted",
    "SignInFailed",
    "SignInRefused",
    "ending",
    "session_ended",
    "sign_in_failed",
    "sign_in_refused",
    "signed_in",
    "tell",
]
