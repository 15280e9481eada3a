"""Users and the requests about them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from lms_kernel import Email, Id, SoughtEmail, kinds

Role = Literal["student", "instructor", "admin"]
Name = Annotated[
    str,
    Meta(
        pattern=kinds.LINE,
        min_length=1,
        max_length=100,
        description="How to address the person",
        extra={
            "normalize": kinds.name,
            "hint": "must be one line of {min_length} to {max_length} characters",
        },
    ),
]
# Length is what counts (NIST SP 800-63B): all of it is hashed, nothing is demanded of its letters.
Password = Annotated[
    str,
    Meta(
        min_length=8,
        max_length=256,
        description="Long phrases count in full",
        extra={
            "normalize": kinds.secret,
            "hint": "must be {min_length} to {max_length} characters",
        },
    ),
]
# On the way in, the limit only keeps the hash function from endless work.
AnyPassword = Annotated[str, Meta(max_length=1024, extra={"hint": "must be text"})]


class User(Struct, frozen=True, kw_only=True):
    """A person as others may see them; ``version`` grows by one with every change.

    ``email_verified`` says that somebody followed a link that was sent to the address.
    """

    id: Id
    email: Email
    name: Name
    role: Role
    active: bool
    email_verified: bool
    version: int
    created_at: datetime
    updated_at: datetime


class Person(Struct, frozen=True, kw_only=True):
    """Whom somebody's id stands for; ``email`` is null to those who may not read it.

    It is shown as it is stored, also where that breaks the rules of today.
    """

    name: str
    email: str | None
    active: bool


class Account(Struct, frozen=True):
    """A user with the hash of their password: never in a response, never in an event."""

    user: User
    password_hash: str


class NewUser(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request to register."""

    email: Email
    password: Password
    name: Name


class Credentials(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request to sign in.

    ``cookie`` says where the refresh token goes: into a cookie that scripts cannot read (a
    browser), or, when false, into the body (a client that keeps it itself).
    """

    email: SoughtEmail
    password: AnyPassword
    cookie: bool = True


class UserChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The request to change a user; a field that is left out stays as it is.

    One's own password changes only together with ``current_password``. The address of one's own
    account changes by ``POST /api/email-changes``. ``role`` and ``active`` are for admins, about
    others.
    """

    name: Name | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    password: Password | UnsetType = UNSET
    current_password: AnyPassword | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class UserFilter(Struct, frozen=True, kw_only=True):
    """Which users: ``q`` is a part of the name or the address."""

    q: str | None = None
    role: Role | None = None
    active: bool | None = None
