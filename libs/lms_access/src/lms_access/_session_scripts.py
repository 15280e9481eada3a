"""The scripts behind the sessions: each operation is one atomic step in Redis.

Keys (all expire with the session):

- ``session:<id>``: hash of user_id, role, scopes, version, family, refresh, created_at, seen_at
  (both in seconds since 1970) and agent, what the client called itself
- ``refresh:<hash of the family>``: the session's id
- ``refresh-spent:<hash of a token>``: for some seconds after its use, hash of client (the hash of
  what spent it) and seed, from which, together with the token, the next one derives
- ``sessions-of:<user id>``: sorted set of session ids by the second in which they end
- ``sessions-from:<user id>``: the oldest version of the account that may still sign in
- ``session-ended:<id>``: for a minute, the call by which its owner ended it
- ``figures:active`` of lms_redis: who was active today (decision 0076)

The client repeats a call once when the reply is lost, so a script may run twice with the same
arguments: the second time it replies what it replied the first time.
"""

from __future__ import annotations

import hashlib

from lms_redis import FIGURES, OUTBOX, Script

# KEYS session, refresh, sessions-of, sessions-from
# ARGV id, seconds to live, now, version, then the fields of the session
OPEN = Script(
    FIGURES
    + """
if tonumber(redis.call('GET', KEYS[4]) or '0') > tonumber(ARGV[4]) then return 0 end
local ends = tonumber(ARGV[3]) + tonumber(ARGV[2])
redis.call('HSET', KEYS[1], unpack(ARGV, 5))
redis.call('EXPIRE', KEYS[1], ARGV[2])
if KEYS[2] ~= '' then
  redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
  note_active(string.match(KEYS[3], ':(.*)'))
end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[3])
redis.call('ZADD', KEYS[3], ends, ARGV[1])
if redis.call('TTL', KEYS[3]) < tonumber(ARGV[2]) then
  redis.call('EXPIRE', KEYS[3], ARGV[2])
end
return 1
"""
)

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
ALIVE = Script("""
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
LIST = Script("""
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

# KEYS refresh, refresh-spent
# ARGV hash of the secret shown, hash of the next one, seed of the next one, hash of the client,
# now, milliseconds of grace
ROTATE = Script(
    _CLOSE
    + FIGURES
    + """
local id = redis.call('GET', KEYS[1])
if not id then return {'unknown'} end
local session = 'session:' .. id
local newest = redis.call('HGET', session, 'refresh')
local seed = ARGV[3]
if newest == ARGV[1] then
  redis.call('HSET', session, 'refresh', ARGV[2], 'seen_at', ARGV[5])
  if tonumber(ARGV[6]) > 0 then
    redis.call('HSET', KEYS[2], 'client', ARGV[4], 'seed', seed)
    redis.call('PEXPIRE', KEYS[2], ARGV[6])
  end
elseif newest ~= ARGV[2] then
  -- Not this very call again, whose reply was lost: nobody else can know the hash of our next one.
  local client, first = unpack(redis.call('HMGET', KEYS[2], 'client', 'seed'))
  if client ~= ARGV[4] then
    local owner = redis.call('HGET', session, 'user_id')
    close(id)
    return {'spent', id, owner}
  end
  seed = first
end
local user, role, version = unpack(redis.call('HMGET', session, 'user_id', 'role', 'version'))
if user then note_active(user) end
return {'rotated', seed, id, user, role, version, redis.call('TTL', session)}
"""
)

# The last two of ARGV are the id and the text of an event that is written if the session ends now.
_CLOSE_AND_TELL = (
    OUTBOX
    + _CLOSE
    + """
local function close_and_tell(id, outbox, event_id, event)
  local closed = close(id)
  if closed == 1 and event_id ~= '' then put(outbox, event_id, event) end
  return closed
end
"""
)

# KEYS session, outbox; ARGV id, event's id, event
REVOKE = Script(_CLOSE_AND_TELL + "return close_and_tell(ARGV[1], KEYS[2], ARGV[2], ARGV[3])")

# KEYS session, session-ended, outbox; ARGV id, user, what is unique to this call, event's id, event
REVOKE_OWN = Script(
    _CLOSE_AND_TELL
    + """
if redis.call('GET', KEYS[2]) == ARGV[3] then return 1 end
if redis.call('HGET', KEYS[1], 'user_id') ~= ARGV[2] then return 0 end
-- Not worth failing for: a server that is full must still end sessions.
redis.pcall('SET', KEYS[2], ARGV[3], 'EX', 60)
return close_and_tell(ARGV[1], KEYS[3], ARGV[4], ARGV[5])
"""
)

# KEYS refresh
BY_TOKEN = Script("""
local id = redis.call('GET', KEYS[1])
if not id then return {} end
local user, role = unpack(redis.call('HMGET', 'session:' .. id, 'user_id', 'role'))
if not user then return {} end
return {id, user, role}
""")

# KEYS sessions-of, sessions-from
# ARGV version below which a session ends (empty: every session), id of the session to keep,
# seconds for which an older version is not let in
REVOKE_ALL = Script(
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


def session_key(session_id: str) -> str:
    """Return the key of a session."""
    return f"session:{session_id}"


def ended_key(session_id: str) -> str:
    """Return the key of the call that ended a session."""
    return f"session-ended:{session_id}"


def refresh_key(family: str) -> str:
    """Return the key by which a refresh token finds its session."""
    return f"refresh:{digest(family)}"


def spent_key(refresh_token: str) -> str:
    """Return the key of a token's use, for as long as it may be repeated."""
    return f"refresh-spent:{digest(refresh_token)}"


def user_keys(user_id: str) -> list[str]:
    """Return the keys of a user's sessions, and of the oldest version that may sign in."""
    return [f"sessions-of:{user_id}", f"sessions-from:{user_id}"]


def digest(secret: str) -> str:
    """Return what Redis holds of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
