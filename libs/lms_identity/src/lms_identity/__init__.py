"""People: their accounts, passwords and roles."""

from __future__ import annotations

from lms_identity._accounts import Update, authenticate, register, update
from lms_identity._events import UserRegistered, UserUpdated
from lms_identity._links import (
    EmailChange,
    EmailChangeRequest,
    EmailVerification,
    PasswordReset,
    PasswordResetRequest,
    addressee_of,
    change_email,
    request_email_change,
    request_email_verification,
    request_password_reset,
    reset_password,
    verify_email,
)
from lms_identity._model import (
    Account,
    Credentials,
    NewUser,
    Person,
    Role,
    User,
    UserChange,
    UserFilter,
)
from lms_identity._passwords import (
    PasswordSettings,
    hash_password,
    is_outdated,
    verify_password,
)
from lms_identity._tickets import (
    AccountLinkRequested,
    PostgresTickets,
    Purpose,
    Ticket,
    tickets,
)
from lms_identity._users import PostgresUsers, users
from lms_identity.errors import (
    DeadLink,
    EmailTaken,
    LastAdmin,
    LinkOfAnother,
    OwnRights,
    StaleUser,
    UserBusy,
    UserNotFound,
    WrongCredentials,
)

__all__ = [
    "Account",
    "AccountLinkRequested",
    "Credentials",
    "DeadLink",
    "EmailChange",
    "EmailChangeRequest",
    "EmailTaken",
    "EmailVerification",
    "LastAdmin",
    "LinkOfAnother",
    "NewUser",
    "OwnRights",
    "PasswordReset",
    "PasswordResetRequest",
    "PasswordSettings",
    "Person",
    "PostgresTickets",
    "PostgresUsers",
    "Purpose",
    "Role",
    "StaleUser",
    "Ticket",
    "Update",
    "User",
    "UserBusy",
    "UserChange",
    "UserFilter",
    "UserNotFound",
    "UserRegistered",
    "UserUpdated",
    "WrongCredentials",
    "addressee_of",
    "authenticate",
    "change_email",
    "hash_password",
    "is_outdated",
    "register",
    "request_email_change",
    "request_email_verification",
    "request_password_reset",
    "reset_password",
    "tickets",
    "update",
    "users",
    "verify_email",
    "verify_password",
]
