"""People: their accounts, passwords and roles."""

from __future__ import annotations

from lms_identity._accounts import Update, authenticate, register, update
from lms_identity._events import UserRegistered, UserUpdated
from lms_identity._model import (
    Account,
    Credentials,
    NewUser,
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
from lms_identity._users import PostgresUsers, users
from lms_identity.errors import (
    EmailTaken,
    LastAdmin,
    OwnRights,
    StaleUser,
    UserBusy,
    UserNotFound,
    WrongCredentials,
)

__all__ = [
    "Account",
    "Credentials",
    "EmailTaken",
    "LastAdmin",
    "NewUser",
    "OwnRights",
    "PasswordSettings",
    "PostgresUsers",
    "Role",
    "StaleUser",
    "Update",
    "User",
    "UserBusy",
    "UserChange",
    "UserFilter",
    "UserNotFound",
    "UserRegistered",
    "UserUpdated",
    "WrongCredentials",
    "authenticate",
    "hash_password",
    "is_outdated",
    "register",
    "update",
    "users",
    "verify_password",
]
