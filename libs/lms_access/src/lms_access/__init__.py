"""Who is calling, and may they: access tokens, sessions, permissions, the refresh cookie."""

from __future__ import annotations

from lms_access._browsers import Browser, browser_of
from lms_access._cookies import (
    CookieSettings,
    RefreshRequest,
    ShownToken,
    drop_cookie,
    keep_in_cookie,
    shown_refresh_token,
)
from lms_access._edge import identify, require
from lms_access._keys import AccessSettings, KeySet, PublicKey, public_keys
from lms_access._permissions import granted, known_permissions, may, permissions
from lms_access._session import OpenedSession, Session, SignIn
from lms_access._sessions import MOST_LISTED, Sessions, SessionSettings, sessions
from lms_access._tokens import Claims, InvalidToken, read_access_token

__all__ = [
    "MOST_LISTED",
    "AccessSettings",
    "Browser",
    "Claims",
    "CookieSettings",
    "InvalidToken",
    "KeySet",
    "OpenedSession",
    "PublicKey",
    "RefreshRequest",
    "Session",
    "SessionSettings",
    "Sessions",
    "ShownToken",
    "SignIn",
    "browser_of",
    "drop_cookie",
    "granted",
    "identify",
    "keep_in_cookie",
    "known_permissions",
    "may",
    "permissions",
    "public_keys",
    "read_access_token",
    "require",
    "sessions",
    "shown_refresh_token",
]
