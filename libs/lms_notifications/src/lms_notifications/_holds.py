"""What waits: for quiet hours to end, or for the daily digest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, get_args

import msgspec

from lms_events import announce
from lms_kernel import Provider, new_id
from lms_notifications._model import DueDigest
from lms_notifications._records import load_all, load_channels, record_key, request_event
from lms_preferences import Channel
from lms_records import Failures
from lms_redis import OUTBOX, RedisOutbox, Script, redis, redis_errors

# What one digest carries at most; the rest waits for the next one.
_DIGEST_ITEMS = 100

# KEYS outbox; ARGV id, event's id, event (empty: only take it off the list). Returns 1 when it was
# released.
_RELEASE = Script(
    OUTBOX
    + """
local id = ARGV[1]
local record = 'notification:' .. id
redis.call('ZREM', 'notification:held', id)
if ARGV[3] == '' then return 0 end
if redis.call('HGET', record, 'hold') ~= 'quiet' then
    return redis.call('HEXISTS', KEYS[1], ARGV[2])
end
redis.call('HDEL', record, 'hold', 'held_until')
put(KEYS[1], ARGV[2], ARGV[3])
return 1
"""
)

# ARGV user, how many at most. Returns the ids of what waits for the person's digest. What is gone,
# or has been sent on its own, leaves the list; somebody with an empty list is not due.
_WAITING = Script("""
local list = 'notification:digest:' .. ARGV[1]
local ids = {}
for _, member in ipairs(redis.call('ZRANGE', list, 0, ARGV[2] - 1)) do
    local id = string.match(member, ':(.*)')
    if redis.call('HGET', 'notification:' .. id, 'hold') == 'digest' then
        ids[#ids + 1] = id
    else
        redis.call('ZREM', list, member)
    end
end
if redis.call('EXISTS', list) == 0 then redis.call('ZREM', 'notification:digests', ARGV[1]) end
return ids
""")


class RedisHolds:
    """The store behind ``holds()``."""

    def __init__(self) -> None:
        """Open nothing: the client opens on first use."""
        self._outbox = RedisOutbox()

    async def release(self, now: datetime, failures: Failures, limit: int = 500) -> int:
        """Release what quiet hours held back until now; return how many left the list.

        Only a message's channel is read: its sender reads the rest. A message whose channel is
        unknown leaves the list too, as a failure.
        """
        async with redis_errors("held_notifications"):
            ids = await redis().zrangebyscore(
                "notification:held", "-inf", now.timestamp(), start=0, num=limit
            )
        due = [str(each) for each in ids]
        for id_, channel in (await load_channels(due)).items():
            with failures.of(id_):
                await self._release(id_, channel)
        return len(due)

    async def _release(self, id_: str, channel: str | None) -> None:
        # One whose record is gone is only removed from the list.
        is_known = channel is None or channel in get_args(Channel)
        event_id = new_id()
        event = request_event(id_, channel or "email", event_id)
        async with redis_errors("release_notification"):
            is_free = await _RELEASE(
                keys=[RedisOutbox.KEY],
                args=[id_, event_id, msgspec.json.encode(event) if is_known else ""],
            )
        if not is_known:
            raise ValueError(f"it has the channel {channel!r}")
        if is_free:
            announce(self._outbox, event)

    async def due_digests(
        self, now: datetime, failures: Failures, limit: int = 50
    ) -> list[DueDigest]:
        """Return the digests that are due; requesting one with its bundle settles it.

        A message that cannot be read is a failure and stops waiting: its digest leaves without it.
        """
        while True:
            async with redis_errors("due_digests"):
                due: list[Any] = await redis().zrangebyscore(
                    "notification:digests",
                    "-inf",
                    now.timestamp(),
                    start=0,
                    num=limit,
                    withscores=True,
                )
            found = []
            for user_id, score in due:
                async with redis_errors("digest_items"):
                    ids = await _WAITING(args=[user_id, _DIGEST_ITEMS])
                rows = await load_all([str(each) for each in ids])
                failures.add(rows.faults)
                await _set_aside(str(user_id), rows.faults)
                if rows.items:
                    due_at = datetime.fromtimestamp(score, UTC)
                    found.append(DueDigest(str(user_id), due_at, rows.items))
            # Each look at somebody without items has shortened a list: others are behind them.
            if found or not due:
                return found

    async def postpone(self, digest: DueDigest, until: datetime) -> None:
        """Let it be due later: this digest failed, and must not hold up those behind it."""
        async with redis_errors("postpone_digest"):
            due = {digest.user_id: until.timestamp()}
            await redis().zadd("notification:digests", due, xx=True)


async def _set_aside(user_id: str, ids: Iterable[str]) -> None:
    for each in ids:
        async with redis_errors("set_aside"):
            member = await redis().hget(record_key(each), "member")
            await redis().zrem(f"notification:digest:{user_id}", member or "")


holds: Provider[RedisHolds] = Provider(RedisHolds)
