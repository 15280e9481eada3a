"""Events that were written with their change and still have to be published."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import msgspec

from lms_kernel import ParkedEvent, Place, Unreadable, utc_now
from lms_records import read_json
from lms_redis._client import Script, redis, redis_errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# KEYS outbox, parked, refusals; ARGV id, reason, now. The envelope moves as the text that it is:
# cjson would make {} of an empty list.
_PARK = Script("""
local event = redis.call('HGET', KEYS[1], ARGV[1])
if not event then return 0 end
local before = redis.call('HGET', KEYS[3], ARGV[1])
local refusals = before and cjson.decode(before).refusals or 0
redis.call('HSET', KEYS[3], ARGV[1],
    cjson.encode({reason = ARGV[2], parked_at = ARGV[3], refusals = refusals + 1}))
redis.call('HSET', KEYS[2], ARGV[1], event)
redis.call('HDEL', KEYS[1], ARGV[1])
return 1
""")

# KEYS outbox, parked; ARGV id, news' id, news. What was told of the refusal stays, for the count.
_RELEASE = Script("""
local event = redis.call('HGET', KEYS[2], ARGV[1])
if not event then return '' end
redis.call('HSET', KEYS[1], ARGV[1], event, ARGV[2], ARGV[3])
redis.call('HDEL', KEYS[2], ARGV[1])
return event
""")


# KEYS outbox, parked, refusals; ARGV the ids of what the broker has.
_SETTLE = Script("""
for _, id in ipairs(ARGV) do
    for _, key in ipairs(KEYS) do redis.call('HDEL', key, id) end
end
return 0
""")


class _Refusal(msgspec.Struct, frozen=True):
    """What is stored about a refusal, beside the event."""

    reason: str
    parked_at: datetime
    refusals: int


class RedisOutbox:
    """The hash ``outbox`` (event id -> envelope JSON), written in the same MULTI or script.

    A parked event moves to the hash ``outbox:parked``; the broker's explanation is in
    ``outbox:refusals``.
    """

    KEY = "outbox"
    PARKED = "outbox:parked"
    REFUSALS = "outbox:refusals"

    store: Literal["redis"] = "redis"

    async def unpublished(
        self, limit: int = 100, *, older_than_seconds: float = 0
    ) -> list[dict[str, object]]:
        """Return the oldest envelopes that are neither settled nor parked, oldest first.

        The age skips events that the function that wrote them is publishing at this moment.
        """
        async with redis_errors("outbox_unpublished"):
            entries = await redis().hgetall(self.KEY)
        latest = (utc_now() - timedelta(seconds=older_than_seconds)).isoformat()
        # The id is the entry's, whatever the envelope says: it is settled and parked by it.
        envelopes = [{**_event(entry), "id": str(id_)} for id_, entry in entries.items()]
        # CloudEvents times are RFC 3339 in UTC with microseconds: their text sorts by time. One
        # without a time is none that the broker takes; it has waited long enough.
        due = [each for each in envelopes if _time(each) <= latest]
        return sorted(due, key=_time)[:limit]

    async def settle(self, ids: Sequence[str]) -> None:
        """Forget the events that the broker has acknowledged, parked or not."""
        async with redis_errors("outbox_settle"):
            await _SETTLE(keys=[self.KEY, self.PARKED, self.REFUSALS], args=ids)

    async def park(self, id: str, reason: str) -> bool:  # noqa: A002 - the attribute's name in CloudEvents
        """Park an unpublished event; False when it is already parked, or gone."""
        async with redis_errors("outbox_park"):
            return bool(
                await _PARK(
                    keys=[self.KEY, self.PARKED, self.REFUSALS],
                    args=[id, reason, utc_now().isoformat()],
                )
            )

    async def parked(self, limit: int, *, after: Place | None = None) -> list[ParkedEvent]:
        """Return parked events, newest first; with a position, only those after it."""
        async with redis_errors("outbox_parked"), redis().pipeline(transaction=True) as both:
            both.hgetall(self.PARKED)
            both.hgetall(self.REFUSALS)
            events, refusals = await both.execute()
        found = [self._parked(id_, entry, refusals.get(id_)) for id_, entry in events.items()]
        behind = [each for each in found if after is None or (each.parked_at, each.id) < after]
        return sorted(behind, key=lambda each: (each.parked_at, each.id), reverse=True)[:limit]

    async def parked_count(self) -> int:
        """Count the parked events."""
        async with redis_errors("outbox_parked_count"):
            return int(await redis().hlen(self.PARKED))

    async def look_up(self, id: str) -> ParkedEvent | Literal["waiting"] | None:  # noqa: A002 - as above
        """Return a parked event; "waiting" for an unpublished one, None for one that is gone."""
        async with redis_errors("outbox_look_up"), redis().pipeline(transaction=True) as all_:
            all_.hget(self.PARKED, id)
            all_.hget(self.REFUSALS, id)
            all_.hexists(self.KEY, id)
            entry, refusal, is_waiting = await all_.execute()
        if entry is not None:
            return self._parked(id, entry, refusal)
        return "waiting" if is_waiting else None

    async def release(self, id: str, news: Mapping[str, object]) -> dict[str, object] | None:  # noqa: A002 - as above
        """Make a parked event unpublished again, and write ``news`` about it in the same step.

        Returns its envelope, or None when it is not parked, and then writes nothing.
        """
        async with redis_errors("outbox_release"):
            entry = await _RELEASE(
                keys=[self.KEY, self.PARKED],
                args=[id, str(news["id"]), msgspec.json.encode(news)],
            )
        return {**_event(entry), "id": id} if entry else None

    def _parked(self, id_: str, entry: str | bytes, refusal: str | bytes | None) -> ParkedEvent:
        try:
            details = read_json(refusal, _Refusal, id=id_)
        except Unreadable as fault:
            details = _Refusal(f"unknown: {fault.reason}", datetime.fromtimestamp(0, UTC), 0)
        return ParkedEvent.of(
            _event(entry),
            id=id_,
            store=self.store,
            reason=details.reason,
            refusals=details.refusals,
            parked_at=details.parked_at,
        )


def _event(entry: str | bytes) -> dict[str, object]:
    """Read an entry; an empty event when it is none at all, for it must hold up no other."""
    try:
        return msgspec.json.decode(entry, type=dict[str, object])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return {}


def _time(event: Mapping[str, object]) -> str:
    return str(event.get("time", ""))
