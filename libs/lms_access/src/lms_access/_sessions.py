"""Sessions and refresh tokens in Redis; every operation is one script, so it happens or not.

A refresh token is ``family.secret``: 128 random bits that stay the same over the session's life
and 256 that are new at each use. Only their SHA-256 is stored. A known family with another secret
than the newest is a spent token (or a guess of somebody who has seen one), and nobody can tell
whether the thief or the owner came second: the whole session is revoked (RFC 9700, section
4.14.2). Only the client that spent a token may repeat that for some seconds, because the response
may have been lost, or two of its tabs asked; it gets the same token again (decision 0053). The
lifetime is absolute: refreshing does not prolong a session.

``seen_at`` is written by the same script that finds out whether the session is alive, and only once
a minute: it costs no round trip of its own, and hardly a write.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from lms_access import _session_scripts as scripts
from lms_access._permissions import known_permissions
from lms_access._session import OpenedSession, Session, SignIn
from lms_access._session_scripts import (
    digest,
    ended_key,
    refresh_key,
    session_key,
    spent_key,
    user_keys,
)
from lms_access._tokens import InvalidToken
from lms_kernel import Provider, Unauthenticated, derived_id, new_id
from lms_records import read_each, reading
from lms_redis import RedisOutbox, redis_errors
from lms_settings import Settings


class SessionSettings(Settings, frozen=True):
    """How long one sign-in lasts, however often it is refreshed.

    ``lms_refresh_grace_seconds`` is how long a client may repeat a refresh; with 0 never.
    """

    lms_session_lifetime_seconds: Annotated[int, Meta(ge=60, le=31_536_000)] = 2_592_000
    lms_refresh_grace_seconds: Annotated[int, Meta(ge=0, le=60)] = 10


# Longer than a sign-in can be under way between reading the account and opening the session.
_FLOOR_SECONDS = 3600
# A sighting is recorded only once in this many seconds.
_SEEN_EVERY_SECONDS = 60
# People with more sessions than this see the newest; ending all of them needs no list.
MOST_LISTED = 100
_AGENT_LENGTH = 256


class Sessions:
    """The store of sessions; every method raises Unavailable when Redis is down."""

    async def open(
        self, user_id: str, role: str, *, version: int = 0, user_agent: str = ""
    ) -> OpenedSession:
        """Begin a session of ``lms_session_lifetime_seconds`` and return it with its refresh token.

        ``user_agent`` is kept for the list of the user's sessions, and for nothing else.

        Raises Unauthenticated when the account was changed since ``version`` was read in a way
        that ended its sessions.
        """
        lifetime = SessionSettings.current().lms_session_lifetime_seconds
        session = Session(id=new_id(), user_id=user_id, role=role, version=version)
        family, secret = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        fields = ["family", digest(family), "refresh", digest(secret)]
        fields += ["agent", _printable(user_agent)]
        await self.keep(session, lifetime, refresh=refresh_key(family), fields=fields)
        return OpenedSession(
            session=session, refresh_token=f"{family}.{secret}", expires_in=lifetime
        )

    async def open_service(
        self, name: str, scopes: Collection[str], lifetime_seconds: int
    ) -> Session:
        """Begin a session of the named service, without a refresh token.

        All sessions of one name act as one actor, whose id is derived from the name. Raises
        ValueError for a scope that is no permission.
        """
        if unknown := sorted(set(scopes) - known_permissions):
            raise ValueError(f"no such permission: {', '.join(unknown)}")
        session = Session(
            id=new_id(),
            user_id=_service_id(name),
            role="service",
            scopes=frozenset(scopes),
        )
        await self.keep(session, lifetime_seconds, fields=["name", name])
        return session

    async def keep(
        self,
        session: Session,
        lifetime_seconds: int,
        *,
        refresh: str = "",
        fields: Sequence[str] = (),
    ) -> None:
        """Store a session under its own id; ``open`` and ``open_service`` are made of it."""
        now = int(time.time())
        async with redis_errors("session_open"):
            opened = await scripts.OPEN(
                keys=[session_key(session.id), refresh, *user_keys(session.user_id)],
                args=[
                    *(session.id, lifetime_seconds, now, session.version),
                    *("user_id", session.user_id, "role", session.role),
                    *("scopes", " ".join(sorted(session.scopes))),
                    *("version", session.version, "created_at", now, "seen_at", now),
                    *fields,
                ],
            )
        if not opened:
            raise Unauthenticated("The account has just been changed. Sign in again.")

    async def alive(self, session_id: str) -> Session | None:
        """Return the session and note that it was seen now; None when it has ended."""
        async with redis_errors("session_alive"):
            found: list[str] = await scripts.ALIVE(
                keys=[session_key(session_id)], args=[int(time.time()), _SEEN_EVERY_SECONDS]
            )
        if not found:
            return None
        user_id, role, scopes, version = found
        return Session(
            id=session_id,
            user_id=user_id,
            role=role,
            scopes=frozenset(scopes.split()),
            version=int(version),
        )

    async def rotate(self, refresh_token: str, *, user_agent: str = "") -> OpenedSession:
        """Spend the refresh token and return the next one.

        ``user_agent`` is what the client calls itself: within the grace the same client gets the
        same token again. Raises InvalidToken for an unknown token and for a spent one; the latter
        also ends the session it belonged to, which is then its ``ended``.
        """
        family, _, secret = refresh_token.partition(".")
        seed = secrets.token_urlsafe(32)
        grace = SessionSettings.current().lms_refresh_grace_seconds
        async with redis_errors("session_rotate"):
            outcome, *found = await scripts.ROTATE(
                keys=[refresh_key(family), spent_key(refresh_token)],
                args=[
                    *(digest(secret), digest(_successor(secret, seed)), seed),
                    *(digest(user_agent), int(time.time()), grace * 1000),
                ],
            )
        if outcome != "rotated":
            ended = Session(id=found[0], user_id=found[1], role="") if found else None
            raise InvalidToken("The refresh token is not valid. Sign in again.", ended=ended)
        rotated_seed, *fields = found
        return _opened(fields, f"{family}.{_successor(secret, str(rotated_seed))}")

    async def of(self, user_id: str) -> list[SignIn]:
        """Return the living sessions of a user, those that last longest first, at most 100."""
        async with redis_errors("session_list"):
            found: list[list[Any]] = await scripts.LIST(
                keys=user_keys(user_id)[:1], args=[int(time.time()), MOST_LISTED]
            )
        return read_each(found, _sign_in).items

    async def revoke_own(
        self, session_id: str, user_id: str, *, event: Mapping[str, object] | None = None
    ) -> bool:
        """End one session if it is this user's; False when it is not, or had ended already.

        The event is written to the outbox in the same step.
        """
        async with redis_errors("session_revoke"):
            return bool(
                await scripts.REVOKE_OWN(
                    keys=[session_key(session_id), ended_key(session_id), RedisOutbox.KEY],
                    args=[session_id, user_id, new_id(), *_written(event)],
                )
            )

    async def revoke(self, session_id: str, *, event: Mapping[str, object] | None = None) -> bool:
        """End one session immediately; False when it had ended already.

        The event is written to the outbox in the same step, if the session ends now.
        """
        async with redis_errors("session_revoke"):
            return bool(
                await scripts.REVOKE(
                    keys=[session_key(session_id), RedisOutbox.KEY],
                    args=[session_id, *_written(event)],
                )
            )

    async def by_token(self, refresh_token: str) -> Session | None:
        """Return the living session of a refresh token, spent or not; None when there is none."""
        family = refresh_token.partition(".")[0]
        async with redis_errors("session_by_token"):
            found: list[str] = await scripts.BY_TOKEN(keys=[refresh_key(family)])
        return Session(id=found[0], user_id=found[1], role=found[2]) if found else None

    async def revoke_all(
        self, user_id: str, *, below_version: int | None = None, keep: str = ""
    ) -> int:
        """End the sessions of a user and return how many there were.

        With ``below_version`` only those that an older version of the account opened, and older
        versions are not let in again: so that a repeat which comes late ends no newer sign-in.
        The session ``keep`` stays and counts as opened by that version.
        """
        async with redis_errors("session_revoke_all"):
            return int(
                await scripts.REVOKE_ALL(
                    keys=user_keys(user_id),
                    args=["" if below_version is None else below_version, keep, _FLOOR_SECONDS],
                )
            )

    async def revoke_service(self, name: str) -> int:
        """End every token of the named service."""
        return await self.revoke_all(_service_id(name))


sessions: Provider[Sessions] = Provider(Sessions)


def _opened(found: list[Any], refresh_token: str) -> OpenedSession:
    session_id, user_id, role, version, seconds = found
    return OpenedSession(
        session=Session(id=session_id, user_id=user_id, role=role, version=int(version)),
        refresh_token=refresh_token,
        expires_in=int(seconds),
    )


def _written(event: Mapping[str, object] | None) -> tuple[str, str | bytes]:
    """Return the id and the text of an event, empty without one."""
    return (str(event["id"]), msgspec.json.encode(event)) if event else ("", "")


def _sign_in(stored: list[Any]) -> SignIn:
    session_id, created, seen, agent, ends = stored
    with reading(SignIn.__name__, session_id):
        return SignIn(
            id=session_id,
            user_agent=agent,
            created_at=_moment(created),
            last_seen_at=_moment(seen),
            expires_at=_moment(ends),
        )


def _successor(secret: str, seed: str) -> str:
    """Return the secret that follows: only who knows both, the client and us together, finds it.

    So the same token can be returned again although Redis holds none.
    """
    mac = hmac.digest(secret.encode(), seed.encode(), "sha256")
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def _moment(seconds: str | float) -> datetime:
    return datetime.fromtimestamp(int(float(seconds)), UTC)


def _printable(user_agent: str) -> str:
    """Keep what can be shown on one line, and not more than a line."""
    return "".join(each for each in user_agent if each.isprintable())[:_AGENT_LENGTH]


def _service_id(name: str) -> str:
    return derived_id("service", name)
