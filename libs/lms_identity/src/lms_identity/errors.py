"""What can go wrong with accounts.

Conflict
├── EmailTaken          the address belongs to another account
├── LastAdmin           without this one nobody could administrate
└── UserBusy            others kept changing it at the same moment
Unauthenticated
└── WrongCredentials    unknown address, wrong password or inactive account: one answer for all
NotFound
└── UserNotFound
PreconditionFailed
└── StaleUser           the caller edited an old copy
Forbidden
└── OwnRights           nobody changes their own role or activity
"""

from __future__ import annotations

from lms_kernel import Conflict, Forbidden, NotFound, PreconditionFailed, Unauthenticated


class EmailTaken(Conflict):
    """The address belongs to another account."""

    slug = "email-taken"
    title = "There is an account with this email address"


class LastAdmin(Conflict):
    """Without this admin nobody could administrate."""

    slug = "last-admin"
    title = "This is the last active admin"


class UserBusy(Conflict):
    """Others kept changing the user at the same moment."""

    slug = "user-busy"
    title = "The user is being changed by others, try again"


class WrongCredentials(Unauthenticated):
    """Unknown address, wrong password or inactive account: the caller does not learn which."""

    slug = "wrong-credentials"
    title = "The email address or the password is wrong"


class UserNotFound(NotFound):
    """There is no such user."""

    slug = "user-not-found"
    title = "There is no such user"


class StaleUser(PreconditionFailed):
    """The caller edited an old copy."""


class OwnRights(Forbidden):
    """Nobody raises, lowers or locks themselves."""

    slug = "own-rights"
    title = "Nobody changes their own role or activity"
