"""Hashes with an order: entries by id, and beside them a sorted set of the ids by time.

A hash alone has no beginning: whoever wants its oldest entries has to read all of them. So every
script that writes an entry lists it too (``ORDERED``). An entry that is not listed was written by
the release before this one, which had no list: it is found a step at a time, and then listed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from lms_redis._client import Script

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lms_kernel import Place

# What scripts that write an entry begin with. No two entries have the same score, so that a walk
# can go on after any of them: events of one script have the same time, and clocks are set back.
_ORDER = """
local function order_of(hash) return hash .. ':order' end
"""

ORDERED = (
    _ORDER
    + """
local function put(hash, id, entry)
    local time = redis.call('TIME')
    local score = time[1] * 1000000 + time[2]
    local newest = redis.call('ZRANGE', order_of(hash), 0, 0, 'REV', 'WITHSCORES')
    if newest[2] and tonumber(newest[2]) >= score then score = newest[2] + 1 end
    redis.call('HSET', hash, id, entry)
    redis.call('ZADD', order_of(hash), 'NX', score, id)
end

local function drop(hash, id)
    redis.call('ZREM', order_of(hash), id)
    return redis.call('HDEL', hash, id)
end
"""
)

# What scripts begin with that only read. ``entries_of`` takes a list of ids and scores. It returns
# ids and entries, and the ids of those that are listed and no longer there: they were removed by a
# release that had no list.
_READING = (
    _ORDER
    + """
local function entries_of(hash, listed)
    local found, gone = {}, {}
    for place = 1, #listed, 2 do
        local entry = redis.call('HGET', hash, listed[place])
        if entry then
            found[#found + 1], found[#found + 2] = listed[place], entry
        else
            gone[#gone + 1] = listed[place]
        end
    end
    return found, gone
end

local function count_unlisted(hash)
    return redis.call('HLEN', hash) - redis.call('ZCARD', order_of(hash))
end
"""
)

# KEYS hash; ARGV how many, seconds of age, the score that they come after or '-inf'. Returns how
# many are not listed, the last score if more may follow, ids and entries, ids of what is gone.
_OLDEST = Script(
    _READING
    + """
local hash, many, age, after = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local time = redis.call('TIME')
local latest = (time[1] - age) * 1000000 + time[2]
local listed = redis.call('ZRANGE', order_of(hash), after, latest, 'BYSCORE', 'LIMIT', 0, many,
    'WITHSCORES')
local last = #listed == 2 * many and listed[#listed] or ''
return {count_unlisted(hash), last, entries_of(hash, listed)}
"""
)

# KEYS hash; ARGV how many, the score and the id that they come after or ''. Returns the same.
_NEWEST = Script(
    _READING
    + """
local hash, many, score, id = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local order, first, ties = order_of(hash), '+inf', 0
if score ~= '' then first, ties = score, redis.call('ZCOUNT', order, score, score) end
local listed, behind = redis.call('ZRANGE', order, first, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0,
    many + ties, 'WITHSCORES'), {}
for place = 1, #listed, 2 do
    if #behind < 2 * many and (listed[place + 1] ~= score or listed[place] < id) then
        behind[#behind + 1], behind[#behind + 2] = listed[place], listed[place + 1]
    end
end
return {count_unlisted(hash), '', entries_of(hash, behind)}
"""
)

# KEYS hash; ARGV where the scan is, how many it looks at. Returns where it goes on, and ids and
# entries.
_UNLISTED = Script(
    _READING
    + """
local step = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
local entries, found = step[2], {}
for place = 1, #entries, 2 do
    if not redis.call('ZSCORE', order_of(KEYS[1]), entries[place]) then
        found[#found + 1], found[#found + 2] = entries[place], entries[place + 1]
    end
end
return {step[1], found}
"""
)

# KEYS hash; ARGV ids and scores.
_LIST = Script(
    ORDERED
    + """
for place = 1, #ARGV, 2 do
    if redis.call('HEXISTS', KEYS[1], ARGV[place]) == 1 then
        redis.call('ZADD', order_of(KEYS[1]), 'NX', ARGV[place + 1], ARGV[place])
    end
end
return 0
"""
)

# KEYS hash; ARGV ids that leave the list unless they have come back.
_FORGET = Script(
    ORDERED
    + """
for _, id in ipairs(ARGV) do
    if redis.call('HEXISTS', KEYS[1], id) == 0 then redis.call('ZREM', order_of(KEYS[1]), id) end
end
return 0
"""
)

# So many entries of a hash are looked at in one step.
_STEP = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Slice(NamedTuple):
    """Some entries in order, by id.

    ``last`` is what more may follow after, empty at the end; ``unlisted`` how many more there are
    that are in no order yet.
    """

    entries: dict[str, str]
    last: str
    unlisted: int


class OrderedHash:
    """Reads one of these hashes: time and memory depend only on how much is asked for."""

    def __init__(self, key: str) -> None:
        """Read the hash ``key``, whose list is ``key:order``."""
        self.key = key
        self._scanned: str | int = 0

    async def oldest(self, limit: int, *, age_seconds: float = 0, after: str = "") -> Slice:
        """Return entries of at least that age, oldest first; ``after`` is a ``last`` of before."""
        first = f"({after}" if after else "-inf"
        return await self._slice(
            await _OLDEST.read(keys=[self.key], args=[limit, age_seconds, first])
        )

    async def newest(self, limit: int, *, after: Place | None = None) -> Slice:
        """Return entries, newest first; ``after`` is the time and the id of the one before."""
        score, id_ = (score_of(after[0]), after[1]) if after else ("", "")
        return await self._slice(await _NEWEST.read(keys=[self.key], args=[limit, score, id_]))

    async def find_unlisted(self) -> dict[str, str]:
        """Return entries that are not listed, found by one step through the hash."""
        self._scanned, flat = await _UNLISTED.read(keys=[self.key], args=[self._scanned, _STEP])
        return _pairs(flat)

    async def enlist(self, scores: Mapping[str, int]) -> None:
        """List entries that are still there."""
        if scores:
            flat = [each for id_, score in scores.items() for each in (id_, str(score))]
            await _LIST(keys=[self.key], args=flat)

    async def _slice(self, reply: tuple[int, str, Iterable[str], Sequence[str]]) -> Slice:
        unlisted, last, flat, gone = reply
        if gone:
            await _FORGET(keys=[self.key], args=gone)
        # Those that are gone made up for as many that are not listed.
        return Slice(_pairs(flat), str(last), int(unlisted) + len(gone))


def score_of(at: datetime) -> int:
    """Return the score of a moment: microseconds, which fit into the 53 bits of a double."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def _pairs(flat: Iterable[str]) -> dict[str, str]:
    texts = iter(flat)
    return {str(id_): entry for id_, entry in zip(texts, texts, strict=True)}
