"""A sign-in: as functions see it, as its owner sees it, as it is opened."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in. ``version`` is the account's version when it was opened."""

    id: str
    user_id: str
    role: str
    scopes: frozenset[str] = frozenset()
    version: int = 0


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """A session as its owner sees it in the list of all of theirs.

    ``user_agent`` is what the client called itself when it signed in. ``last_seen_at`` is a minute
    old at most.
    """

    id: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


class OpenedSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session with its refresh token, which nobody else knows, and its seconds to live."""

    session: Session
    refresh_token: str
    expires_in: int
