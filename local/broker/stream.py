"""What the broker stores in Redis: each trigger's events, its progress with them, dead letters.

    broker:events:TRIGGER     stream: what the trigger still has to deliver
    broker:progress:TRIGGER   hash: entry -> attempts so far and when the next one is due
    broker:dead-letters       hash: TRIGGER.KEY -> the event and why it failed
    broker:buried             how many dead letters there ever were
    broker:triggers           set: the triggers that have had a stream

An event is written into the streams of all triggers that want it in one transaction, and
acknowledged to its publisher after that: with `appendfsync always` it is on disk then. An entry
stays in its stream until it is done or dead, over any number of restarts.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from heapq import nlargest
from typing import TYPE_CHECKING, Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from local.broker.writes import GroupedWrites

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from local.broker.events import Event
    from local.broker.writes import Command

EVENTS = "broker:events:"
PROGRESS = "broker:progress:"
DEAD_LETTERS = "broker:dead-letters"
BURIED = "broker:buried"
TRIGGERS = "broker:triggers"
BEGINNING = "0-0"
# So many entries of a hash are read at once.
SCANNED = 1000
# Nobody reads more on a page; the others are there when these are gone.
MOST_LETTERS = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in the stream of a trigger."""

    id: str
    event: Event
    key: str
    """The same in the streams of all triggers that the event was written for."""
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


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much the broker has not delivered."""

    buried: int
    """Dead letters that there ever were, those that were replayed included."""
    waiting: Mapping[str, int]
    """Events that each trigger has still to deliver."""


class EventLog:
    """The broker's part of Redis; every method may raise `redis.RedisError`."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_connect_timeout=2,
            socket_timeout=5,
            # The callers decide what a lost connection means: the ingress says 503 right away, a
            # dispatcher waits.
            retry=Retry(NoBackoff(), 0),
        )
        self._writes = GroupedWrites(self._redis)
        self._news: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        # Entries whose progress is, or may be, in Redis: few are tried more than once.
        self._noted: set[tuple[str, str]] = set()

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def append(self, event: Event, triggers: Collection[str], *, replay_of: str = "") -> str:
        """Store an event for these triggers; return the key of its entries."""
        key = uuid.uuid4().hex
        if triggers:
            fields = fields_of(event, key, replay_of)
            await self._writes.write(*(_add(trigger, fields) for trigger in triggers))
            self._tell(triggers)
        return key

    async def keep_only(self, triggers: Iterable[str]) -> None:
        """Drop what is left of removed triggers."""
        known = set(triggers)
        gone = {str(name) for name in await self._redis.smembers(TRIGGERS)} - known
        changes: list[Command] = [("SADD", TRIGGERS, *known)] if known else []
        for name in gone:
            changes += [("DEL", EVENTS + name, PROGRESS + name), ("SREM", TRIGGERS, name)]
        if changes:
            await self._writes.write(*changes)

    async def progress(self, trigger: str) -> dict[str, Progress]:
        """Return how far a trigger has come with entries that were tried before, by entry."""
        noted: dict[str, Progress] = {}
        async for entry, text in self._redis.hscan_iter(PROGRESS + trigger, count=SCANNED):
            noted[str(entry)] = Progress(**json.loads(text))
            self._noted.add((trigger, str(entry)))
        return noted

    async def read(self, trigger: str, after: str, count: int) -> list[Entry]:
        """Return the next entries of a trigger's stream, at most `count`."""
        page: Any = await self._redis.xrange(EVENTS + trigger, f"({after}", "+", count)
        return [_entry(entry_id, fields) for entry_id, fields in page]

    def news(self, trigger: str) -> asyncio.Event:
        """Return what is set whenever something was written for a trigger."""
        return self._news[trigger]

    async def note(self, trigger: str, entry: str, progress: Progress) -> None:
        """Record a failed attempt and when the next one is due."""
        await self._writes.write(self._note(trigger, entry, progress))

    async def finish(
        self,
        trigger: str,
        entries: Sequence[str],
        *,
        reply: Event | None = None,
        to: Collection[str] = (),
        replay_of: str = "",
    ) -> str:
        """Settle entries; in the same transaction publish the reply and delete the dead letter.

        Returns the key of the reply's entries.
        """
        key = uuid.uuid4().hex
        changes = self._settle(trigger, entries)
        if reply is not None:
            changes += [_add(each, fields_of(reply, key)) for each in to]
        if replay_of:
            changes.append(("HDEL", DEAD_LETTERS, replay_of))
        await self._writes.write(*changes)
        self._forget(trigger, entries)
        self._tell(to)
        return key

    async def bury(self, letter: DeadLetter, entry: Entry, progress: Progress | None) -> None:
        """Store a dead letter; `progress` is that of the dead letter sink, if there is one.

        Without a sink the entry is settled with it.
        """
        changes: list[Command] = [
            ("HSET", DEAD_LETTERS, letter.id, json.dumps(asdict(letter))),
            ("INCR", BURIED),
        ]
        if entry.replay_of:
            changes.append(("HDEL", DEAD_LETTERS, entry.replay_of))
        if progress is None:
            changes += self._settle(letter.trigger, [entry.id])
        else:
            changes.append(self._note(letter.trigger, entry.id, progress))
        await self._writes.write(*changes)
        if progress is None:
            self._forget(letter.trigger, [entry.id])

    async def backlog(self, triggers: Sequence[str]) -> Backlog:
        """Return how much waits for each of these triggers, in one round trip."""
        async with self._redis.pipeline(transaction=False) as asked:
            asked.get(BURIED)
            for trigger in triggers:
                asked.xlen(EVENTS + trigger)
            buried, *waiting = await asked.execute()
        return Backlog(int(buried or 0), dict(zip(triggers, waiting, strict=True)))

    async def dead_letters(self) -> list[DeadLetter]:
        """Return the newest dead letters, newest first; at most `MOST_LETTERS`."""
        newest: dict[str, DeadLetter] = {}
        async for id_, text in self._redis.hscan_iter(DEAD_LETTERS, count=SCANNED):
            # By id: a scan may return an entry twice.
            newest[str(id_)] = DeadLetter(**json.loads(text))
            if len(newest) >= 2 * MOST_LETTERS:
                newest = {letter.id: letter for letter in _newest(newest.values())}
        return _newest(newest.values())

    async def replay(self, letter_id: str) -> bool:
        """Publish a dead letter again, to its own trigger only; False when it does not exist."""
        stored = await self._redis.hget(DEAD_LETTERS, letter_id)
        if stored is None:
            return False
        letter = DeadLetter(**json.loads(stored))
        replayed = json.dumps(asdict(replace(letter, replayed=True)))
        await self._writes.write(
            _add(letter.trigger, fields_of(letter.event, uuid.uuid4().hex, letter.id)),
            ("HSET", DEAD_LETTERS, letter_id, replayed),
        )
        self._tell([letter.trigger])
        return True

    def _note(self, trigger: str, entry: str, progress: Progress) -> Command:
        self._noted.add((trigger, entry))
        return ("HSET", PROGRESS + trigger, entry, json.dumps(asdict(progress)))

    def _settle(self, trigger: str, entries: Sequence[str]) -> list[Command]:
        noted = [entry for entry in entries if (trigger, entry) in self._noted]
        forget: list[Command] = [("HDEL", PROGRESS + trigger, *noted)] if noted else []
        return [("XDEL", EVENTS + trigger, *entries), *forget]

    def _forget(self, trigger: str, entries: Iterable[str]) -> None:
        """Forget what is settled, once it is: a failed write is repeated."""
        self._noted.difference_update((trigger, entry) for entry in entries)

    def _tell(self, triggers: Iterable[str]) -> None:
        for trigger in triggers:
            self._news[trigger].set()


def _newest(letters: Iterable[DeadLetter]) -> list[DeadLetter]:
    return nlargest(MOST_LETTERS, letters, key=lambda letter: letter.time)


def fields_of(event: Event, key: str, replay_of: str = "") -> tuple[str, ...]:
    """Return an event as the fields and values of an entry."""
    return ("event", json.dumps(event), "key", key, "replay_of", replay_of)


def _add(trigger: str, fields: tuple[str, ...]) -> Command:
    return ("XADD", EVENTS + trigger, "*", *fields)


def _entry(entry_id: str, fields: dict[str, str]) -> Entry:
    return Entry(
        entry_id,
        json.loads(fields["event"]),
        key=fields["key"],
        replay_of=fields.get("replay_of", ""),
    )
