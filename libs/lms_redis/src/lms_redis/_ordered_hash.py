"""Hashes with an order: entries by id, and next to them a sorted set of the ids by time.

A hash alone has no beginning: finding its oldest entries means reading all of them. So every script
that writes an entry lists it too (``ORDERED``). An entry that is not listed was written by the
release before this one, which had no list: it is found a step at a time, and then listed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from lms_redis._client import Script

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lms_kernel import Place

# ``AHEAD``: no entry is young because its score is more than a minute ahead of the clock, or
# infinite. A clock was wrong, or somebody wrote it by hand (Redis takes any score except NaN).
_ORDER = """
local AHEAD = 60 * 1000000
local function order_of(hash) return hash .. ':order' end
"""

# What scripts that write an entry begin with. Each has a score of its own, so that they stay in
# order: events of one script have the same time, and clocks are set back.
ORDERED = (
    _ORDER
    + """
local function put(hash, id, entry)
    local time = redis.call('TIME')
    local score = time[1] * 1000000 + time[2]
    local newest = redis.call('ZRANGE', order_of(hash), score + AHEAD, '-inf', 'BYSCORE', 'REV',
        'LIMIT', 0, 1, 'WITHSCORES')
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

# KEYS hash; ARGV how many, seconds of age, the score and the id that they come after or ''. Returns
# how many are not listed, the last score and id if more may follow, ids and entries, ids of what is
# gone. Old entries come first, then those of a time that has not come yet.
_OLDEST = Script(
    _READING
    + """
local hash, many, age, score, id = KEYS[1], tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]
local order, time = order_of(hash), redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local first, ties = '-inf', 0
if score ~= '' then first, ties = score, redis.call('ZCOUNT', order, score, score) end
local listed = {}
local function add(from, to)
    local found = redis.call('ZRANGE', order, from, to, 'BYSCORE', 'LIMIT', 0,
        many + ties - #listed / 2, 'WITHSCORES')
    for place = 1, #found, 2 do
        if #listed < 2 * many and (found[place + 1] ~= score or found[place] > id) then
            listed[#listed + 1], listed[#listed + 2] = found[place], found[place + 1]
        end
    end
end
add(first, now - age * 1000000)
local ahead = now + AHEAD
add(tonumber(first) > ahead and first or string.format('(%.0f', ahead), '+inf')
local last = #listed == 2 * many and {listed[#listed], listed[#listed - 1]} or {}
return {count_unlisted(hash), last, entries_of(hash, listed)}
"""
)

# KEYS hash; ARGV how many, the score and the id that they come after or ''. Returns the same, but
# ids and scores in the place of the last one.
_NEWEST = Script(
    _READING
    + """
local hash, many, score, id = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local order, first, ties = order_of(hash), '+inf', 0
if score ~= '' then first, ties = score, redis.call('ZCOUNT', order, score, score) end
local listed, behind = redis.call('ZRANGE', order, first, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0,
    many + ties, 'WITHSCORES'), {}
for place = 1, #listed, 2 do
    local is_tie = ties > 0 and tonumber(listed[place + 1]) == tonumber(score)
    if #behind < 2 * many and (not is_tie or listed[place] < id) then
        behind[#behind + 1], behind[#behind + 2] = listed[place], listed[place + 1]
    end
end
return {count_unlisted(hash), behind, entries_of(hash, behind)}
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

# KEYS hash; ARGV 'NX' for those that are in no order yet, 'XX' for others, then ids and scores.
_LIST = Script(
    ORDERED
    + """
for place = 2, #ARGV, 2 do
    if redis.call('HEXISTS', KEYS[1], ARGV[place]) == 1 then
        redis.call('ZADD', order_of(KEYS[1]), ARGV[1], ARGV[place + 1], ARGV[place])
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


Scores = dict[str, str]


class OrderedHash:
    """Reads one of these hashes: time and memory depend only on how much is asked for."""

    def __init__(self, key: str) -> None:
        """Read the hash ``key``, whose list is ``key:order``."""
        self.key = key
        self._scanned: str | int = 0

    async def oldest(self, limit: int, *, age_seconds: float = 0, after: str = "") -> Slice:
        """Return entries of at least that age, oldest first; ``after`` is an earlier ``last``."""
        score, _, id_ = after.partition(" ")
        return await self._slice(
            await _OLDEST.read(keys=[self.key], args=[limit, age_seconds, score, id_])
        )

    async def newest(self, limit: int, *, after: Place | None = None) -> tuple[Slice, Scores]:
        """Return entries, newest first, and their scores as Redis has them.

        ``after`` is the time and the id of the one before.
        """
        score, id_ = (score_of(after[0]), after[1]) if after else ("", "")
        unlisted, listed, *rest = await _NEWEST.read(keys=[self.key], args=[limit, score, id_])
        return await self._slice((unlisted, (), *rest)), _pairs(listed)

    async def find_unlisted(self) -> dict[str, str]:
        """Return entries that are not listed, found by one step through the hash."""
        self._scanned, flat = await _UNLISTED.read(keys=[self.key], args=[self._scanned, _STEP])
        return _pairs(flat)

    async def enlist(self, scores: Mapping[str, float]) -> None:
        """List entries that are still there."""
        await self._list("NX", scores)

    async def move(self, scores: Mapping[str, float]) -> None:
        """Give entries that are listed another score."""
        await self._list("XX", scores)

    async def _list(self, which: str, scores: Mapping[str, float]) -> None:
        if scores:
            flat = [each for id_, score in scores.items() for each in (id_, str(score))]
            await _LIST(keys=[self.key], args=[which, *flat])

    async def _slice(self, reply: tuple[int, Sequence[str], Iterable[str], Sequence[str]]) -> Slice:
        unlisted, last, flat, gone = reply
        if gone:
            await _FORGET(keys=[self.key], args=gone)
        # Those that are gone made up for as many that are not listed.
        return Slice(_pairs(flat), " ".join(last), int(unlisted) + len(gone))


def score_of(at: datetime) -> int:
    """Return the score of a moment: microseconds, which fit into the 53 bits of a double."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def _pairs(flat: Iterable[str]) -> dict[str, str]:
    texts = iter(flat)
    return {str(id_): entry for id_, entry in zip(texts, texts, strict=True)}
