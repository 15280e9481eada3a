"""What the broker stores in Redis: events, each trigger's progress, dead letters.

    broker:events             stream; one consumer group per trigger
    broker:progress:TRIGGER   hash: entry -> attempts so far and when the next one is due
    broker:dead-letters       hash: TRIGGER.ENTRY -> the event and why it failed

An event is acknowledged to its publisher once XADD has returned: with `appendfsync always` it is
on disk then. An entry stays pending in its group until it is done or dead, over any number of
restarts; the stream is trimmed only of what every group has finished.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ResponseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from local.broker.events import Event

EVENTS = "broker:events"
PROGRESS = "broker:progress:"
DEAD_LETTERS = "broker:dead-letters"
# There is one reader per group, always under this name, so what is pending is always its own.
CONSUMER = "host"
BLOCK_MILLISECONDS = 2000
PAGE = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in the stream."""

    id: str
    event: Event
    only: str = ""
    """The one trigger that this entry is for; empty means all."""
    replay_of: str = ""
    """The dead letter that this entry retries."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far delivery of one entry to one trigger has come."""

    attempts: int = 0
    due: float = 0.0
    """Unix time of the next attempt."""
    dead: bool = False
    """The subscriber was given up on: the attempts are those at the dead letter sink."""
    code: int = 0
    text: str = ""

    def failed(self, due: float) -> Progress:
        """Return the progress after one more failed attempt."""
        return replace(self, attempts=self.attempts + 1, due=due)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that a trigger could not deliver."""

    id: str
    trigger: str
    event: Event
    code: int
    text: str
    attempts: int
    time: str
    replayed: bool = False


class EventLog:
    """The broker's part of Redis; every method may raise `redis.RedisError`."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_connect_timeout=2,
            socket_timeout=BLOCK_MILLISECONDS / 1000 + 3,
            # The callers decide what a lost connection means: the ingress says 503 at once, a
            # dispatcher waits.
            retry=Retry(NoBackoff(), 0),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def append(self, event: Event, *, only: str = "", replay_of: str = "") -> str:
        """Store one event; return its entry id."""
        return str(await self._redis.xadd(EVENTS, _fields(event, only, replay_of)))

    async def keep_only(self, triggers: Iterable[str]) -> None:
        """Drop the groups of removed triggers: they would block trimming forever."""
        if await self._redis.exists(EVENTS):
            known = {group["name"] for group in await self._redis.xinfo_groups(EVENTS)}
            for name in known.difference(triggers):
                await self._redis.xgroup_destroy(EVENTS, name)
                await self._redis.delete(PROGRESS + name)

    async def subscribe(self, trigger: str) -> None:
        """Create a trigger's group; a new one starts with the events published from now on."""
        with contextlib.suppress(ResponseError):
            await self._redis.xgroup_create(EVENTS, trigger, id="$", mkstream=True)

    async def unfinished(self, trigger: str) -> list[tuple[Entry, Progress]]:
        """Return entries handed out earlier that are neither done nor dead."""
        noted = await self._redis.hgetall(PROGRESS + trigger)
        found: list[tuple[Entry, Progress]] = []
        after = "0"
        while True:
            page = await self._read_group(trigger, after, PAGE, block=None)
            if not page:
                return found
            after = page[-1][0]
            for entry_id, fields in page:
                progress = noted.get(entry_id)
                found.append(
                    (
                        _entry(entry_id, fields),
                        Progress() if progress is None else Progress(**json.loads(progress)),
                    )
                )

    async def read(self, trigger: str, count: int) -> list[Entry]:
        """Wait a moment for new events; return at most `count`."""
        page = await self._read_group(trigger, ">", count, block=BLOCK_MILLISECONDS)
        return [_entry(entry_id, fields) for entry_id, fields in page]

    async def note(self, trigger: str, entry: str, progress: Progress) -> None:
        """Record a failed attempt and when the next one is due."""
        await self._redis.hset(PROGRESS + trigger, entry, json.dumps(asdict(progress)))

    async def finish(
        self,
        trigger: str,
        entries: Sequence[str],
        *,
        reply: Event | None = None,
        replay_of: str = "",
    ) -> str | None:
        """Settle entries; in the same transaction publish the reply and delete the dead letter.

        Returns the reply's entry id.
        """
        async with self._redis.pipeline(transaction=True) as change:
            if reply is not None:
                change.xadd(EVENTS, _fields(reply, "", ""))
            if replay_of:
                change.hdel(DEAD_LETTERS, replay_of)
            change.xack(EVENTS, trigger, *entries)
            change.hdel(PROGRESS + trigger, *entries)
            done = await change.execute()
        return done[0] if reply is not None else None

    async def bury(self, letter: DeadLetter, entry: Entry, progress: Progress | None) -> None:
        """Store a dead letter; `progress` is that of the dead letter sink, if there is one.

        Without a sink the entry is settled with it.
        """
        async with self._redis.pipeline(transaction=True) as change:
            change.hset(DEAD_LETTERS, letter.id, json.dumps(asdict(letter)))
            if entry.replay_of:
                change.hdel(DEAD_LETTERS, entry.replay_of)
            if progress is None:
                change.xack(EVENTS, letter.trigger, entry.id)
                change.hdel(PROGRESS + letter.trigger, entry.id)
            else:
                change.hset(PROGRESS + letter.trigger, entry.id, json.dumps(asdict(progress)))
            await change.execute()

    async def dead_letters(self) -> list[DeadLetter]:
        """Return all dead letters, newest first."""
        letters = [DeadLetter(**json.loads(one)) for one in await self._redis.hvals(DEAD_LETTERS)]
        return sorted(letters, key=lambda letter: letter.time, reverse=True)

    async def replay(self, letter_id: str) -> bool:
        """Publish a dead letter again, to its own trigger only; False when it does not exist."""
        stored = await self._redis.hget(DEAD_LETTERS, letter_id)
        if stored is None:
            return False
        letter = DeadLetter(**json.loads(stored))
        async with self._redis.pipeline(transaction=True) as change:
            change.xadd(EVENTS, _fields(letter.event, letter.trigger, letter.id))
            change.hset(DEAD_LETTERS, letter_id, json.dumps(asdict(replace(letter, replayed=True))))
            await change.execute()
        return True

    async def trim(self) -> None:
        """Drop from the stream what all groups have finished."""
        if not await self._redis.exists(EVENTS):
            return
        oldest_needed: list[tuple[int, int]] = []
        for group in await self._redis.xinfo_groups(EVENTS):
            # Read before the pending list, never after: what is handed out in between is kept.
            needed = group["last-delivered-id"]
            if group["pending"]:
                pending = await self._redis.xpending(EVENTS, group["name"])
                needed = pending["min"] or needed
            oldest_needed.append(_order(needed))
        if oldest_needed:
            milliseconds, sequence = min(oldest_needed)
            minimum = f"{milliseconds}-{sequence}"
            await self._redis.xtrim(EVENTS, minid=minimum, approximate=False)

    async def _read_group(
        self, trigger: str, after: str, count: int, *, block: int | None
    ) -> list[tuple[str, dict[str, str]]]:
        answer: Any = await self._redis.xreadgroup(
            trigger, CONSUMER, {EVENTS: after}, count=count, block=block
        )
        if not answer:
            return []
        # RESP3 answers a dictionary, RESP2 a list of pairs.
        pages = answer.values() if isinstance(answer, dict) else [one[1] for one in answer]
        entries: list[tuple[str, dict[str, str]]] = []
        for page in pages:
            for item in page if page and isinstance(page[0], list | tuple) else []:
                entries += [item] if isinstance(item[0], str) else item
        return entries


def _fields(event: Event, only: str, replay_of: str) -> dict[Any, Any]:
    return {"event": json.dumps(event), "only": only, "replay_of": replay_of}


def _entry(entry_id: str, fields: dict[str, str] | None) -> Entry:
    if not fields:
        # Pending, but no longer in the stream: somebody else trimmed it. Nobody wants it.
        return Entry(entry_id, {}, only="nobody")
    return Entry(
        entry_id,
        json.loads(fields["event"]),
        only=fields.get("only", ""),
        replay_of=fields.get("replay_of", ""),
    )


def _order(entry_id: str) -> tuple[int, int]:
    milliseconds, _, sequence = entry_id.partition("-")
    return int(milliseconds), int(sequence or 0)
