"""Problems with accounts.

Unauthenticated 401
└── WrongCredentials    unknown address, wrong password or inactive account: one answer for all
Forbidden 403
├── OwnRights           nobody changes their own role or deactivates themselves
├── DeadLink            the link of a mail was used, has expired or was replaced
└── LinkOfAnother       the link is for another account than the one that is signed in
NotFound 404
└── UserNotFound        no such user, or not one whom the caller may see
Conflict 409
├── EmailTaken          the address belongs to another account
├── LastAdmin           nobody would be left to administer the platform
└── UserBusy            others kept changing the user at the same moment
PreconditionFailed 412
└── StaleUser           the caller edited a version that is not the newest
"""

from __future__ import annotations

from lms_kernel import Conflict, Forbidden, NotFound, PreconditionFailed, Unauthenticated


class EmailTaken(Conflict):
    """The address belongs to another account."""

    slug = "email-taken"
    title = "There is an account with this email address"


class LastAdmin(Conflict):
    """Without this admin, nobody could administer the platform."""

    slug = "last-admin"
    title = "This is the last active admin"


class UserBusy(Conflict):
    """Others kept changing the user at the same moment."""

    slug = "user-busy"
    title = "Others are changing this user right now"


class WrongCredentials(Unauthenticated):
    """Unknown address, wrong password or inactive account: the caller does not learn which."""

    slug = "wrong-credentials"
    title = "The email address or the password is wrong"

    def __init__(self, *, user_id: str | None = None) -> None:
        """Keep, for the audit trail alone, whose password was tried."""
        super().__init__()
        self.user_id = user_id


class UserNotFound(NotFound):
    """There is no such user."""

    slug = "user-not-found"
    title = "There is no such user"


class StaleUser(PreconditionFailed):
    """The caller edited a version that is not the newest."""


class OwnRights(Forbidden):
    """Another admin has to change your role or deactivate your account."""

    slug = "own-rights"
    title = "You cannot change your own role or deactivate your own account"


class DeadLink(Forbidden):
    """The link has been used, has expired, or a later change has ended it."""

    slug = "dead-link"
    title = "This link has been used or has expired"


class LinkOfAnother(Forbidden):
    """The link belongs to another account than the one that is signed in."""

    slug = "link-of-another"
    title = "This link belongs to another account"
