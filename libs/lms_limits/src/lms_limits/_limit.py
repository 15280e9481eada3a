"""A limit that costs one round trip: the generic cell rate algorithm (GCRA)."""

from __future__ import annotations

import hashlib
import math

from lms_kernel import TooManyRequests
from lms_limits._settings import LimitSettings
from lms_redis import Script, redis_errors

_MINUTE_MS = 60_000
_HOUR_MS = 60 * _MINUTE_MS

# KEYS the bucket; ARGV milliseconds that one call uses up, milliseconds that fit in.
# The bucket holds the time at which it will be empty. Answers the milliseconds to wait, 0 for go.
_TAKE = Script("""
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local empty = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now) + tonumber(ARGV[1])
local wait = empty - now - tonumber(ARGV[2])
if wait > 0 then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.0f', empty), 'PX', math.ceil(empty - now))
return 0
""")


async def limit(name: str, key: str, per_minute: int = 0, *, per_hour: int = 0) -> None:
    """Count one call of ``key`` against the limit ``name``, allowing a minute's worth at once.

    With ``per_hour`` instead it is an hour's worth.
    Raises TooManyRequests, whose Retry-After says when the next call is allowed; a refused call
    does not count. Raises Unavailable when Redis is down. Does nothing with LMS_RATE_LIMITS=off.
    """
    if LimitSettings.current().lms_rate_limits == "off":
        return
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    window, most = (_HOUR_MS, per_hour) if per_hour else (_MINUTE_MS, per_minute)
    async with redis_errors("rate_limit"):
        wait = await _TAKE(keys=[f"limit:{name}:{digest}"], args=[window // most, window])
    if wait:
        seconds = math.ceil(wait / 1000)
        raise TooManyRequests(f"Try again in {seconds} s.", retry_after=seconds)
