"""What happens when people sign in and out; accounts and sessions are named by id alone."""

from __future__ import annotations

from typing import ClassVar, Literal

from lms_kernel import DomainEvent

Ending = Literal["signed_out", "ended_elsewhere", "token_reused"]


class SessionStarted(DomainEvent, frozen=True, kw_only=True):
    """Somebody signed in."""

    type: ClassVar[str] = "org.learning.session.started.v1"

    user_id: str
    session_id: str


class SessionEnded(DomainEvent, frozen=True, kw_only=True):
    """A session ended before its time, and why.

    It was signed out, ended from another session of the same person, or somebody used one of its
    refresh tokens a second time.
    """

    type: ClassVar[str] = "org.learning.session.ended.v1"

    user_id: str
    session_id: str
    reason: Ending


class SignInFailed(DomainEvent, frozen=True, kw_only=True):
    """Somebody could not sign in; ``user_id`` is null when no account has the address."""

    type: ClassVar[str] = "org.learning.signin.failed.v1"

    user_id: str | None

    def subject(self) -> str:
        """Return the account, if there is one."""
        return self.user_id or ""


class SignInRefused(DomainEvent, frozen=True, kw_only=True):
    """Somebody tried to sign in too often; ``problem`` is the slug of the response.

    Told once a minute for each account that is tried, and for each place that tries.
    """

    type: ClassVar[str] = "org.learning.signin.refused.v1"

    problem: str

    def subject(self) -> str:
        """Return nothing: nobody looked whether there is such an account."""
        return ""
