"""Events that were written with their change and still have to be published."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import msgspec

from lms_kernel import ParkedEvent, Place, Unpublished, Unreadable, utc_now
from lms_records import read_json
from lms_redis._client import Script, redis, redis_errors
from lms_redis._ordered_hash import ORDERED, OrderedHash, score_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

# Scripts of other libraries that write an event begin with this: ``put(outbox, id, event)``.
OUTBOX = ORDERED

# KEYS outbox; ARGV id, event.
_PUT = Script(ORDERED + "put(KEYS[1], ARGV[1], ARGV[2]) return 1")

# KEYS outbox, parked, refusals; ARGV id, reason, now, its score. The envelope moves as the text
# that it is: cjson would make {} of an empty list.
_PARK = Script(
    ORDERED
    + """
local event = redis.call('HGET', KEYS[1], ARGV[1])
if not event then return 0 end
local before = redis.call('HGET', KEYS[3], ARGV[1])
local refusals = before and cjson.decode(before).refusals or 0
redis.call('HSET', KEYS[3], ARGV[1],
    cjson.encode({reason = ARGV[2], parked_at = ARGV[3], refusals = refusals + 1}))
redis.call('HSET', KEYS[2], ARGV[1], event)
redis.call('ZADD', order_of(KEYS[2]), ARGV[4], ARGV[1])
drop(KEYS[1], ARGV[1])
return 1
"""
)

# KEYS outbox, parked; ARGV id, news' id, news. What was told of the refusal stays, for the count.
_RELEASE = Script(
    ORDERED
    + """
local event = redis.call('HGET', KEYS[2], ARGV[1])
if not event then return '' end
put(KEYS[1], ARGV[1], event)
put(KEYS[1], ARGV[2], ARGV[3])
drop(KEYS[2], ARGV[1])
return event
"""
)

# KEYS outbox, parked, refusals; ARGV the ids of what the broker has.
_SETTLE = Script(
    ORDERED
    + """
for _, id in ipairs(ARGV) do
    for _, key in ipairs(KEYS) do drop(key, id) end
end
return 0
"""
)


class _Refusal(msgspec.Struct, frozen=True):
    """What is stored about a refusal, next to the event."""

    reason: str
    parked_at: datetime
    refusals: int


class RedisOutbox:
    """The hash ``outbox`` (event id -> envelope JSON), written in the same script as the change.

    A parked event moves to the hash ``outbox:parked``; the broker's explanation is in
    ``outbox:refusals``. The ids of either are in ``outbox:order`` and ``outbox:parked:order``.
    """

    KEY = "outbox"
    PARKED = "outbox:parked"
    REFUSALS = "outbox:refusals"

    store: Literal["redis"] = "redis"

    def __init__(self) -> None:
        """Open nothing: the client opens on first use."""
        self._waiting = OrderedHash(self.KEY)
        self._aside = OrderedHash(self.PARKED)

    async def put(self, event: Mapping[str, object]) -> None:
        """Write an event that belongs to no other change."""
        async with redis_errors("outbox_put"):
            await _PUT(keys=[self.KEY], args=[str(event["id"]), msgspec.json.encode(event)])

    async def unpublished(
        self, limit: int = 100, *, older_than_seconds: float = 0, after: str = ""
    ) -> Unpublished:
        """Return the oldest envelopes that are neither settled nor parked, oldest first.

        The age skips events that the function that wrote them is publishing at this moment.
        """
        async with redis_errors("outbox_unpublished"):
            found = await self._waiting.oldest(limit, age_seconds=older_than_seconds, after=after)
            if found.unlisted:
                unlisted = await self._waiting.find_unlisted()
                # One without a time is none that the broker takes; it has waited long enough.
                await self._waiting.enlist({id_: _score(each) for id_, each in unlisted.items()})
                found = await self._waiting.oldest(
                    limit, age_seconds=older_than_seconds, after=after
                )
        # The id is the entry's, whatever the envelope says: it is settled and parked by it.
        envelopes = [{**_event(entry), "id": id_} for id_, entry in found.entries.items()]
        return Unpublished(envelopes, found.last)

    async def settle(self, ids: Sequence[str]) -> None:
        """Forget the events that the broker has acknowledged, parked or not."""
        async with redis_errors("outbox_settle"):
            await _SETTLE(keys=[self.KEY, self.PARKED, self.REFUSALS], args=ids)

    async def park(self, id: str, reason: str) -> bool:  # noqa: A002 - the attribute's name in CloudEvents
        """Park an unpublished event; False when it is already parked, or gone."""
        now = utc_now()
        async with redis_errors("outbox_park"):
            return bool(
                await _PARK(
                    keys=[self.KEY, self.PARKED, self.REFUSALS],
                    args=[id, reason, now.isoformat(), score_of(now)],
                )
            )

    async def parked(self, limit: int, *, after: Place | None = None) -> list[ParkedEvent]:
        """Return parked events, newest first; with a position, only those after it."""
        async with redis_errors("outbox_parked"):
            found, scores = await self._aside.newest(limit, after=after)
            if found.unlisted:
                unlisted = await self._aside.find_unlisted()
                await self._aside.enlist(_scores(await _refusals(unlisted)))
                found, scores = await self._aside.newest(limit, after=after)
            refusals = await _refusals(found.entries)
            # The next page goes on after a time of a refusal: one that is listed elsewhere would
            # hide others. Each is moved once.
            while astray := _astray(refusals, scores):
                await self._aside.move(astray)
                found, scores = await self._aside.newest(limit, after=after)
                refusals = await _refusals(found.entries)
        return [self._parked(id_, each, refusals[id_]) for id_, each in found.entries.items()]

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
        details = _refusal(id_, refusal)
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


async def _refusals(ids: Collection[str]) -> dict[str, str | bytes | None]:
    """Return what the broker said of each."""
    found = await redis().hmget(RedisOutbox.REFUSALS, list(ids)) if ids else []
    return dict(zip(ids, found, strict=True))


def _refusal(id_: str, stored: str | bytes | None) -> _Refusal:
    try:
        return read_json(stored, _Refusal, id=id_)
    except Unreadable as fault:
        return _Refusal(f"unknown: {fault.reason}", datetime.fromtimestamp(0, UTC), 0)


def _scores(refusals: Mapping[str, str | bytes | None]) -> dict[str, float]:
    """Return where parked events belong: at the times at which they were parked."""
    return {id_: float(score_of(_refusal(id_, each).parked_at)) for id_, each in refusals.items()}


def _astray(
    refusals: Mapping[str, str | bytes | None], scores: Mapping[str, str]
) -> dict[str, float]:
    """Return where those of them belong whose score is another one."""
    return {id_: at for id_, at in _scores(refusals).items() if at != float(scores[id_])}


def _score(entry: str | bytes) -> int:
    """Return where an event belongs that is in no order yet: at its time, without one in front."""
    try:
        return score_of(datetime.fromisoformat(str(_event(entry).get("time"))))
    except (TypeError, ValueError):
        return 0
