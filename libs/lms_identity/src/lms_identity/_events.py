"""What happens to users."""

from __future__ import annotations

from typing import ClassVar

from lms_identity._model import User
from lms_kernel import DomainEvent

# People who signed in before such a change have to sign in again.
ENDS_SESSIONS = frozenset({"active", "email", "password", "role"})
# Links that were sent before such a change no longer count.
ENDS_TICKETS = frozenset({"email", "password"})


class UserRegistered(DomainEvent, frozen=True):
    """Somebody opened an account."""

    type: ClassVar[str] = "org.learning.user.registered.v1"

    user_id: str
    email: str
    name: str
    role: str
    active: bool

    @classmethod
    def of(cls, user: User) -> UserRegistered:
        """Return the event about this user."""
        return cls(
            user_id=user.id, email=user.email, name=user.name, role=user.role, active=user.active
        )


class UserUpdated(DomainEvent, frozen=True):
    """An account changed: ``changes`` names the fields, a password without its value.

    ``previous_email`` is the address before, if that changed.
    """

    type: ClassVar[str] = "org.learning.user.updated.v1"

    user_id: str
    email: str
    name: str
    role: str
    active: bool
    version: int
    changes: list[str]
    previous_email: str | None = None

    @classmethod
    def of(
        cls, user: User, changes: list[str], *, previous_email: str | None = None
    ) -> UserUpdated:
        """Return the event about this user as it is now."""
        return cls(
            user_id=user.id,
            email=user.email,
            name=user.name,
            role=user.role,
            active=user.active,
            version=user.version,
            changes=changes,
            previous_email=previous_email,
        )

    @property
    def ends_sessions(self) -> bool:
        """Whether those who signed in before have to do so again."""
        return not ENDS_SESSIONS.isdisjoint(self.changes)
