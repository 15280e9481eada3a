"""Guessing a password: slowed down for strangers without locking the owner out (decision 0055).

Buckets, taken together or not at all: how often one place may try one account, how often one
address may try accounts at all, and how often strangers may try one account, from one neighborhood
and all together. A stranger is where nobody has ever signed in to the account; a share of what all
strangers have is kept for neighborhoods where somebody has. A place is an address, or the browser
that shows a device cookie (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"), which
is in the first bucket only.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping

import msgspec

from lms_kernel import TooManyRequests, after_response
from lms_limits._address import neighborhood
from lms_limits._settings import LimitSettings
from lms_limits.errors import ManyGuesses
from lms_redis import Script, redis_errors

_MINUTE_MS = 60_000
_HOUR_MS = 60 * _MINUTE_MS
# One place may mistype an account's password so often in an hour.
_PLACE_PER_HOUR = 20
# An address may try different accounts: a school, a company.
_ADDRESS_PER_MINUTE = 60
# All strangers together (NIST SP 800-63B-4, section 3.2.2: no more than 100 failed attempts), of
# which those of a familiar neighborhood, the owner's provider perhaps, have some to themselves.
_FAMILIAR_PER_HOUR = 20
_STRANGERS_PER_HOUR = 100 - _FAMILIAR_PER_HOUR
# Those of one neighborhood: anyone who rents a server has 65,536 networks of IPv6, or a few hundred
# addresses of IPv4, and must not use up what is for strangers everywhere.
_NEIGHBORS_PER_HOUR = 40
_STRANGERS_MS = _HOUR_MS // _STRANGERS_PER_HOUR
_NEIGHBORS_MS = _HOUR_MS // _NEIGHBORS_PER_HOUR
_FAMILIAR_MS = _HOUR_MS // _FAMILIAR_PER_HOUR
# A network from which somebody signed in is no stranger for so long, and its neighborhood familiar.
_KNOWN_SECONDS = 90 * 24 * 3600

# KEYS mark of a known network, then the buckets of place, address, neighborhood and strangers, the
# bucket of familiar neighborhoods, mark of one
# ARGV 1 for a known browser; for each bucket the milliseconds that one try uses up, and those that
# fit in. Returns the milliseconds to wait, 0 for go; as whom it counts: 2 as from a familiar
# neighborhood, 1 as a stranger's, or would if strangers had not used up theirs, 0 as neither.
_TRY = Script("""
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local ends = {}
local function wait_for(bucket)
  local cost, room = tonumber(ARGV[2 * bucket - 2]), tonumber(ARGV[2 * bucket - 1])
  ends[bucket] = math.max(tonumber(redis.call('GET', KEYS[bucket]) or '0'), now) + cost
  return ends[bucket] - now - room
end
local buckets, whose = {2, 3, 4, 5}, 1
if ARGV[1] == '1' then buckets, whose = {2}, 0
elseif redis.call('EXISTS', KEYS[1]) == 1 then buckets, whose = {2, 3}, 0
elseif redis.call('EXISTS', KEYS[7]) == 1 and wait_for(6) <= 0 then buckets, whose = {2, 3, 6}, 2
end
local wait = 0
for _, bucket in ipairs(buckets) do
  local more = wait_for(bucket)
  wait = math.max(wait, more)
  -- A place or an address that tried too often has nobody else to blame.
  if bucket < 4 and more > 0 then whose = 0 end
end
if wait > 0 then return {math.ceil(wait), whose} end
for _, bucket in ipairs(buckets) do
  local empty = ends[bucket]
  redis.call('SET', KEYS[bucket], string.format('%.0f', empty), 'PX', math.ceil(empty - now))
end
return {0, whose}
""")

# KEYS mark of a known network, of its neighborhood, buckets of place, then those to which something
# is given back
# ARGV seconds to know the network for, milliseconds to give back to each.
_RIGHT = Script("""
redis.call('SET', KEYS[1], '1', 'EX', ARGV[1])
redis.call('SET', KEYS[2], '1', 'EX', ARGV[1])
redis.call('DEL', KEYS[3])
for bucket = 4, #KEYS do
  local back = tonumber(ARGV[bucket - 2])
  local left = redis.call('PTTL', KEYS[bucket]) - back
  if left <= 0 then
    redis.call('DEL', KEYS[bucket])
  else
    local empty = tonumber(redis.call('GET', KEYS[bucket])) - back
    redis.call('SET', KEYS[bucket], string.format('%.0f', empty), 'PX', left)
  end
end
return 1
""")


# KEYS marks of a network and of its neighborhood; ARGV seconds to know them for.
_KNOW = Script("""
for _, mark in ipairs(KEYS) do redis.call('SET', mark, '1', 'EX', ARGV[1]) end
return 1
""")


class Guess(msgspec.Struct, frozen=True):
    """One try of a password, counted as wrong until it turns out to be right."""

    known: tuple[str, ...] = ()
    place: str = ""
    # Buckets of others that it is in, and the milliseconds that it used up in each.
    shared: Mapping[str, int] = {}

    def was_right(self) -> None:
        """Take it back, and know its network from now on; the response does not wait for it."""
        if self.known:
            after_response(self._take_back)

    async def _take_back(self) -> None:
        async with redis_errors("right_guess"):
            await _RIGHT(
                keys=[*self.known, self.place, *self.shared],
                args=[_KNOWN_SECONDS, *self.shared.values()],
            )


async def guess(name: str, account: str, address: str, *, browser: str = "") -> Guess:
    """Count one try of a password of ``account`` and return it.

    ``browser`` is the id of a browser that signed in to this account before; others are counted by
    their ``address``. Raises TooManyRequests and Unavailable, as ``limit`` does, and ManyGuesses
    when it was others who tried too often; whether or not the account exists.
    """
    if LimitSettings.current().lms_rate_limits == "off":
        return Guess()
    known = _known_keys(account, address)
    place = f"limit:{name}.place:{_digest(account, browser or address)}"
    neighbors = f"limit:{name}.neighbors:{_digest(account, neighborhood(address))}"
    strangers = f"limit:{name}.strangers:{_digest(account)}"
    familiar = f"limit:{name}.familiar:{_digest(account)}"
    network, mark = known
    every = f"limit:{name}.address:{_digest(address)}"
    async with redis_errors("guess"):
        wait, whose = await _TRY(
            keys=[network, place, every, neighbors, strangers, familiar, mark],
            args=[
                int(bool(browser)),
                *(_HOUR_MS // _PLACE_PER_HOUR, _HOUR_MS),
                *(_MINUTE_MS // _ADDRESS_PER_MINUTE, _MINUTE_MS),
                *(_NEIGHBORS_MS, _HOUR_MS),
                *(_STRANGERS_MS, _HOUR_MS),
                *(_FAMILIAR_MS, _HOUR_MS),
            ],
        )
    if wait:
        seconds = math.ceil(int(wait) / 1000)
        if whose:
            message = f"Set a new password by a link that we mail you, or try again in {seconds} s."
            raise ManyGuesses(message, retry_after=seconds)
        raise TooManyRequests(f"Try again in {seconds} s.", retry_after=seconds)
    shared: tuple[Mapping[str, int], ...]
    shared = ({}, {neighbors: _NEIGHBORS_MS, strangers: _STRANGERS_MS}, {familiar: _FAMILIAR_MS})
    return Guess(known, place, shared[int(whose)])


async def know_network(account: str, address: str) -> None:
    """Count this address as one of the account's own from now on: its owner was there."""
    async with redis_errors("know_network"):
        await _KNOW(keys=_known_keys(account, address), args=[_KNOWN_SECONDS])


def _known_keys(account: str, address: str) -> tuple[str, str]:
    """Return the marks of a network and of its neighborhood."""
    near = neighborhood(address)
    return (
        f"known-network:{_digest(account, address)}",
        f"known-neighborhood:{_digest(account, near)}",
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
