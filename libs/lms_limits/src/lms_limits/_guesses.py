"""Guessing a password: slowed down for strangers without locking the owner out (decision 0055).

Buckets, taken together or not at all: how often one place may try one account, how often one
address may try accounts at all, and how often all those together may try one account from where
nobody has ever signed in to it. A place is an address, or the browser that shows a device cookie
(OWASP, "Slow Down Online Guessing Attacks with Device Cookies"), which is in the first bucket only.
"""

from __future__ import annotations

import hashlib
import math

import msgspec

from lms_kernel import TooManyRequests, after_response
from lms_limits._settings import LimitSettings
from lms_redis import Script, redis, redis_errors

_MINUTE_MS = 60_000
_HOUR_MS = 60 * _MINUTE_MS
# One place may mistype an account's password so often in an hour.
_PLACE_PER_HOUR = 20
# An address may try different accounts: a school, a company.
_ADDRESS_PER_MINUTE = 60
# All strangers together (NIST SP 800-63B-4, section 3.2.2: no more than 100 failed attempts).
_STRANGERS_PER_HOUR = 100
_STRANGERS_MS = _HOUR_MS // _STRANGERS_PER_HOUR
# A network from which somebody signed in is no stranger for so long.
_KNOWN_SECONDS = 90 * 24 * 3600

# KEYS mark of a known network, then the buckets of place, address and strangers
# ARGV 1 for a known browser; for each bucket the milliseconds that one try uses up, and those that
# fit in. Returns the milliseconds to wait, 0 for go, and 1 when it counted as a stranger's try.
_TRY = Script("""
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local last = 4
if ARGV[1] == '1' then last = 2 elseif redis.call('EXISTS', KEYS[1]) == 1 then last = 3 end
local ends, wait = {}, 0
for bucket = 2, last do
  local cost, room = tonumber(ARGV[2 * bucket - 2]), tonumber(ARGV[2 * bucket - 1])
  ends[bucket] = math.max(tonumber(redis.call('GET', KEYS[bucket]) or '0'), now) + cost
  wait = math.max(wait, ends[bucket] - now - room)
end
if wait > 0 then return {math.ceil(wait), 0} end
for bucket = 2, last do
  local empty = ends[bucket]
  redis.call('SET', KEYS[bucket], string.format('%.0f', empty), 'PX', math.ceil(empty - now))
end
return {0, last == 4 and 1 or 0}
""")

# KEYS mark of a known network, buckets of place and strangers
# ARGV seconds to know the network for, milliseconds to give back to strangers.
_RIGHT = Script("""
redis.call('SET', KEYS[1], '1', 'EX', ARGV[1])
redis.call('DEL', KEYS[2])
local back = tonumber(ARGV[2])
local left = redis.call('PTTL', KEYS[3]) - back
if back == 0 then return 1 end
if left <= 0 then return redis.call('DEL', KEYS[3]) end
local empty = tonumber(redis.call('GET', KEYS[3])) - back
return redis.call('SET', KEYS[3], string.format('%.0f', empty), 'PX', left)
""")


class Guess(msgspec.Struct, frozen=True):
    """One try of a password, counted as wrong until it turns out to be right."""

    known: str
    place: str
    strangers: str
    is_strange: bool

    def was_right(self) -> None:
        """Take it back, and know its network from now on; the response does not wait for it."""
        if self.known:
            after_response(self._take_back)

    async def _take_back(self) -> None:
        async with redis_errors("right_guess"):
            await _RIGHT(
                keys=[self.known, self.place, self.strangers],
                args=[_KNOWN_SECONDS, _STRANGERS_MS if self.is_strange else 0],
            )


async def guess(name: str, account: str, address: str, *, browser: str = "") -> Guess:
    """Count one try of a password of ``account`` and return it.

    ``browser`` is the id of a browser that signed in to this account before; others are counted by
    their ``address``. Raises TooManyRequests and Unavailable, as ``limit`` does, whether or not the
    account exists.
    """
    if LimitSettings.current().lms_rate_limits == "off":
        return Guess("", "", "", is_strange=False)
    known = _known_key(account, address)
    place = f"limit:{name}.place:{_digest(account, browser or address)}"
    strangers = f"limit:{name}.strangers:{_digest(account)}"
    async with redis_errors("guess"):
        wait, is_strange = await _TRY(
            keys=[known, place, f"limit:{name}.address:{_digest(address)}", strangers],
            args=[
                int(bool(browser)),
                *(_HOUR_MS // _PLACE_PER_HOUR, _HOUR_MS),
                *(_MINUTE_MS // _ADDRESS_PER_MINUTE, _MINUTE_MS),
                *(_STRANGERS_MS, _HOUR_MS),
            ],
        )
    if wait:
        seconds = math.ceil(int(wait) / 1000)
        raise TooManyRequests(f"Try again in {seconds} s.", retry_after=seconds)
    return Guess(known, place, strangers, is_strange=bool(is_strange))


async def know_network(account: str, address: str) -> None:
    """Count this address as one of the account's own from now on: its owner was there."""
    async with redis_errors("know_network"):
        await redis().set(_known_key(account, address), "1", ex=_KNOWN_SECONDS)


def _known_key(account: str, address: str) -> str:
    return f"known-network:{_digest(account, address)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
