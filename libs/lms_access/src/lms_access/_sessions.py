"""Sessions and refresh tokens in Redis; every operation is one script, so it happens or not.

Keys (all expire by themselves with the session):

- ``session:<id>``: hash of user_id, role, scopes, version, family, refresh, created_at, seen_at
  (both in seconds since 1970) and agent, what the client called itself
- ``refresh:<hash of the family>``: the session's id
- ``sessions-of:<user id>``: sorted set of session ids by the second in which they end
- ``sessions-from:<user id>``: the oldest version of the account that may still sign in
- ``session-ended:<id>``: for a minute, the call by which its owner ended it

The client repeats a call once when its answer is lost, so a script may run twice with the same
arguments: the second time it answers what it answered the first time.

A refresh token is ``family.secret``: 128 random bits that stay the same over the session's life
and 256 that are new at each use. Only their SHA-256 is stored. A known family with another secret
than the newest is a spent token (or a guess of somebody who has seen one), and nobody can tell
whether the thief or the owner came second: the whole session is revoked (RFC 9700, section
4.14.2). There is no grace period, so a browser with many tabs has to take turns (Web Locks). The
lifetime is absolute: refreshing does not prolong a session.

``seen_at`` is written by the same script that finds out whether the session is alive, and only once
a minute: it costs no round trip of its own, and hardly a write.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from lms_access._permissions import known_permissions
from lms_access._tokens import InvalidToken
from lms_kernel import Provider, Unauthenticated, derived_id, new_id
from lms_redis import Script, redis_errors
from lms_settings import Settings


class SessionSettings(Settings, frozen=True):
    """How long one sign-in lasts, however often it is refreshed."""

    lms_session_lifetime_seconds: Annotated[int, Meta(ge=60, le=31_536_000)] = 2_592_000


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in. ``version`` is the account's version that it was opened with."""

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
    """A session with the refresh token to keep, known to nobody else, and its seconds to live."""

    session: Session
    refresh_token: str
    expires_in: int


# KEYS session, refresh, sessions-of, sessions-from
# ARGV id, seconds to live, now, version, then the fields of the session
_OPEN = Script("""
if tonumber(redis.call('GET', KEYS[4]) or '0') > tonumber(ARGV[4]) then return 0 end
local ends = tonumber(ARGV[3]) + tonumber(ARGV[2])
redis.call('HSET', KEYS[1], unpack(ARGV, 5))
redis.call('EXPIRE', KEYS[1], ARGV[2])
if KEYS[2] ~= '' then redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2]) end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[3])
redis.call('ZADD', KEYS[3], ends, ARGV[1])
if redis.call('TTL', KEYS[3]) < tonumber(ARGV[2]) then
  redis.call('EXPIRE', KEYS[3], ARGV[2])
end
return 1
""")

_CLOSE = """
local function close(id)
  local session = 'session:' .. id
  local user, family = unpack(redis.call('HMGET', session, 'user_id', 'family'))
  if family then redis.call('DEL', 'refresh:' .. family) end
  if user then redis.call('ZREM', 'sessions-of:' .. user, id) end
  return redis.call('DEL', session)
end
"""

# KEYS session; ARGV now, seconds for which a sighting counts as recent
_ALIVE = Script("""
local user, role, scopes, version, seen = unpack(
  redis.call('HMGET', KEYS[1], 'user_id', 'role', 'scopes', 'version', 'seen_at'))
if not user then return {} end
if tonumber(ARGV[1]) - tonumber(seen or '0') >= tonumber(ARGV[2]) then
  -- Not worth failing for: a server that takes no writes at the moment still knows who is alive.
  redis.pcall('HSET', KEYS[1], 'seen_at', ARGV[1])
end
return {user, role, scopes, version}
""")

# KEYS sessions-of; ARGV now, how many at most
_LIST = Script("""
local found = {}
local newest = redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', '(' .. ARGV[1],
  'WITHSCORES', 'LIMIT', 0, ARGV[2])
for place = 1, #newest, 2 do
  local created, seen, agent = unpack(
    redis.call('HMGET', 'session:' .. newest[place], 'created_at', 'seen_at', 'agent'))
  if created then
    table.insert(found, {newest[place], created, seen or created, agent or '', newest[place + 1]})
  end
end
return found
""")

# KEYS refresh; ARGV hash of the secret shown, hash of the next one, now
_ROTATE = Script(
    _CLOSE
    + """
local id = redis.call('GET', KEYS[1])
if not id then return {'unknown'} end
local session = 'session:' .. id
local newest = redis.call('HGET', session, 'refresh')
-- The client repeats a call whose answer was lost; nobody else can know the hash of our next one.
if newest ~= ARGV[1] and newest ~= ARGV[2] then
  close(id)
  return {'spent'}
end
redis.call('HSET', session, 'refresh', ARGV[2], 'seen_at', ARGV[3])
local user, role, version = unpack(redis.call('HMGET', session, 'user_id', 'role', 'version'))
return {'rotated', id, user, role, version, redis.call('TTL', session)}
"""
)

# KEYS session; ARGV id
_REVOKE = Script(_CLOSE + "return close(ARGV[1])")

# KEYS session, session-ended; ARGV id, user, what is unique to this call
_REVOKE_OWN = Script(
    _CLOSE
    + """
if redis.call('GET', KEYS[2]) == ARGV[3] then return 1 end
if redis.call('HGET', KEYS[1], 'user_id') ~= ARGV[2] then return 0 end
-- Not worth failing for: a server that is full must still end sessions.
redis.pcall('SET', KEYS[2], ARGV[3], 'EX', 60)
return close(ARGV[1])
"""
)

# KEYS refresh
_REVOKE_BY_TOKEN = Script(
    _CLOSE
    + """
local id = redis.call('GET', KEYS[1])
if not id then return 0 end
return close(id)
"""
)

# KEYS sessions-of, sessions-from
# ARGV version below which a session ends (empty: every session), id of the session to keep,
# seconds for which an older version is not let in
_REVOKE_ALL = Script(
    _CLOSE
    + """
local limit = tonumber(ARGV[1])
if limit and limit > tonumber(redis.call('GET', KEYS[2]) or '0') then
  redis.call('SET', KEYS[2], limit, 'EX', ARGV[3])
end
local closed = 0
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local version = redis.call('HGET', 'session:' .. id, 'version')
  if not version then
    redis.call('ZREM', KEYS[1], id)
  elseif id == ARGV[2] then
    if limit and limit > tonumber(version) then
      redis.call('HSET', 'session:' .. id, 'version', limit)
    end
  elseif not limit or tonumber(version) < limit then
    closed = closed + close(id)
  end
end
return closed
"""
)

# Longer than a sign-in can be under way between reading the account and opening the session.
_FLOOR_SECONDS = 3600
# A sighting is written down once in so many seconds.
_SEEN_EVERY_SECONDS = 60
# Who has more sessions than this sees the newest; ending all of them needs no list.
MOST_LISTED = 100
_AGENT_LENGTH = 256


class Sessions:
    """The store of sessions; every method raises Unavailable when Redis is away."""

    async def open(
        self, user_id: str, role: str, *, version: int = 0, user_agent: str = ""
    ) -> OpenedSession:
        """Begin a session of ``lms_session_lifetime_seconds`` and answer its refresh token.

        ``user_agent`` is kept for the list of the user's sessions, and for nothing else.

        Raises Unauthenticated when the account was changed since ``version`` was read in a way
        that ended its sessions.
        """
        lifetime = SessionSettings.current().lms_session_lifetime_seconds
        session = Session(id=new_id(), user_id=user_id, role=role, version=version)
        family, secret = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        fields = ["family", _digest(family), "refresh", _digest(secret)]
        fields += ["agent", _printable(user_agent)]
        await self.keep(session, lifetime, refresh=_refresh_key(family), fields=fields)
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
        """Store a session under its own id; what ``open`` and ``open_service`` stand on."""
        now = int(time.time())
        async with redis_errors("session_open"):
            opened = await _OPEN(
                keys=[_session_key(session.id), refresh, *_user_keys(session.user_id)],
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
        """Return the session, which is seen at this moment, or None when it has ended."""
        async with redis_errors("session_alive"):
            found: list[str] = await _ALIVE(
                keys=[_session_key(session_id)], args=[int(time.time()), _SEEN_EVERY_SECONDS]
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

    async def rotate(self, refresh_token: str) -> OpenedSession:
        """Spend the refresh token and answer the next one.

        Raises InvalidToken for an unknown token and for a spent one; the latter also ends the
        session it belonged to.
        """
        family, _, shown = refresh_token.partition(".")
        secret = secrets.token_urlsafe(32)
        async with redis_errors("session_rotate"):
            outcome, *found = await _ROTATE(
                keys=[_refresh_key(family)],
                args=[_digest(shown), _digest(secret), int(time.time())],
            )
        if outcome != "rotated":
            raise InvalidToken("The refresh token is not valid, or no longer. Sign in again.")
        return _opened(found, f"{family}.{secret}")

    async def of(self, user_id: str) -> list[SignIn]:
        """Return the living sessions of a user, those that last longest first, at most 100."""
        async with redis_errors("session_list"):
            found: list[list[Any]] = await _LIST(
                keys=_user_keys(user_id)[:1], args=[int(time.time()), MOST_LISTED]
            )
        return [
            SignIn(
                id=session_id,
                user_agent=agent,
                created_at=_moment(created),
                last_seen_at=_moment(seen),
                expires_at=_moment(ends),
            )
            for session_id, created, seen, agent, ends in found
        ]

    async def revoke_own(self, session_id: str, user_id: str) -> bool:
        """End one session if it is this user's; False when it is not, or had ended already."""
        async with redis_errors("session_revoke"):
            return bool(
                await _REVOKE_OWN(
                    keys=[_session_key(session_id), f"session-ended:{session_id}"],
                    args=[session_id, user_id, new_id()],
                )
            )

    async def revoke(self, session_id: str) -> bool:
        """End one session at once; False when it had ended already."""
        async with redis_errors("session_revoke"):
            return bool(await _REVOKE(keys=[_session_key(session_id)], args=[session_id]))

    async def revoke_by_token(self, refresh_token: str) -> bool:
        """End the session of a refresh token, spent or not; False when there is none."""
        family = refresh_token.partition(".")[0]
        async with redis_errors("session_revoke"):
            return bool(await _REVOKE_BY_TOKEN(keys=[_refresh_key(family)]))

    async def revoke_all(
        self, user_id: str, *, below_version: int | None = None, keep: str = ""
    ) -> int:
        """End the sessions of a user and answer how many that were.

        With ``below_version`` only those that an older version of the account opened, and older
        versions are not let in again: so that a repeat which comes late ends no newer sign-in.
        The session ``keep`` stays and counts as opened by that version.
        """
        async with redis_errors("session_revoke_all"):
            return int(
                await _REVOKE_ALL(
                    keys=_user_keys(user_id),
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


def _moment(seconds: str | float) -> datetime:
    return datetime.fromtimestamp(int(float(seconds)), UTC)


def _printable(user_agent: str) -> str:
    """Keep what can be shown on one line, and not more than a line."""
    return "".join(each for each in user_agent if each.isprintable())[:_AGENT_LENGTH]


def _service_id(name: str) -> str:
    return derived_id("service", name)


def _session_key(session_id: str) -> str:
    return f"session:{session_id}"


def _refresh_key(family: str) -> str:
    return f"refresh:{_digest(family)}"


def _user_keys(user_id: str) -> list[str]:
    return [f"sessions-of:{user_id}", f"sessions-from:{user_id}"]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
