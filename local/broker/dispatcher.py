"""One trigger at work: reads its group, delivers, retries, gives up, never forgets."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from redis.exceptions import RedisError

from local.broker.admission import reply_to
from local.broker.attributes import EventFault
from local.broker.decisions import NO_ANSWER, Done, Failed, dead_letter, error_text
from local.broker.sender import REFUSED, address
from local.broker.stream import BEGINNING, DeadLetter, Entry, EventLog, Progress
from local.tasks import end

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from local.broker.attributes import Event
    from local.broker.history import History
    from local.broker.sender import Sender
    from local.broker.triggers import Trigger

log = logging.getLogger(__name__)
T = TypeVar("T")

AT_ONCE = 10
# So many entries are read at once.
PAGE = 100
# Entries in memory, most of them waiting for their next attempt; the rest stays in Redis.
MOST_IN_HAND = 1000
REDIS_PAUSE_SECONDS = 0.5


class Dispatcher:
    """Delivers the events of one trigger, several at a time, in no promised order."""

    def __init__(
        self,
        trigger: Trigger,
        events: EventLog,
        sender: Sender,
        history: History,
        wanting: Callable[[Event], list[str]],
    ) -> None:
        """Deliver with `sender`; `wanting` names the triggers that a reply is for."""
        self.trigger = trigger
        self._wanting = wanting
        self._events = events
        self._sender = sender
        self._history = history
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._in_hand: dict[str, asyncio.Task[None]] = {}
        self._attempting: set[str] = set()
        self._room = asyncio.Event()
        self._room.set()
        self._reader: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start with what an earlier run left unfinished."""
        self._reader = asyncio.create_task(self._read(), name=f"read {self.trigger.name}")

    async def stop(self, grace_seconds: float) -> None:
        """Accept nothing new, finish running attempts, leave the rest in Redis for the next run."""
        if self._reader is not None:
            await end([self._reader])
        for entry, task in list(self._in_hand.items()):
            if entry not in self._attempting:
                task.cancel()
        tasks = set(self._in_hand.values())
        if tasks:
            await asyncio.wait(tasks, timeout=grace_seconds)
            await end(tasks)

    async def _read(self) -> None:
        last, news = BEGINNING, self._events.news(self.trigger.name)
        noted: dict[str, Progress] | None = None
        while True:
            try:
                if noted is None:
                    noted = await self._events.progress(self.trigger.name)
                await self._room.wait()
                # Before reading: whatever is written from now on is read now, or the next time.
                news.clear()
                room = max(1, min(PAGE, MOST_IN_HAND - len(self._in_hand)))
                entries = await self._events.read(self.trigger.name, last, room)
            except RedisError as fault:
                log.debug("%s waits for Redis: %r", self.trigger.name, fault)
                await asyncio.sleep(REDIS_PAUSE_SECONDS)
                continue
            for entry in entries:
                last = entry.id
                self._take(entry, noted.pop(entry.id, Progress()))
            if not entries:
                await news.wait()

    def _take(self, entry: Entry, progress: Progress) -> None:
        self._history.delivery(entry.key, entry.event, self.trigger.name)
        task = asyncio.create_task(
            self._carry(entry, progress), name=f"{self.trigger.name} {entry.id}"
        )
        self._in_hand[entry.id] = task
        task.add_done_callback(partial(self._put_down, entry.id))
        if len(self._in_hand) >= MOST_IN_HAND:
            self._room.clear()

    def _put_down(self, entry_id: str, _: asyncio.Task[None]) -> None:
        self._in_hand.pop(entry_id, None)
        if len(self._in_hand) < MOST_IN_HAND:
            self._room.set()

    async def _carry(self, entry: Entry, progress: Progress) -> None:
        """Carry one entry to its end: done, or dead and handed to the dead letter sink."""
        step: Progress | None = progress
        while step is not None:
            present = step
            if (wait := present.due - time.time()) > 0:
                await asyncio.sleep(wait)
            try:
                step = await self._attempt(entry, present)
            except Exception as fault:
                log.exception("%s could not handle entry %s", self.trigger.name, entry.id)
                step = await self._let_go(entry, present, fault)
            finally:
                self._attempting.discard(entry.id)

    async def _attempt(self, entry: Entry, progress: Progress) -> Progress | None:
        """Try once and record the outcome; return the next step, None when there is none."""
        delivery = self.trigger.delivery
        record = self._history.delivery(entry.key, entry.event, self.trigger.name)
        destination, event = self.trigger.subscriber, entry.event
        if progress.dead and delivery.dead_letter_sink is not None:
            failure = Failed(progress.code, progress.text, again=False)
            event = dead_letter(event, address(destination), failure)
            destination = delivery.dead_letter_sink
        async with self._slots:
            self._attempting.add(entry.id)
            outcome = await insist(
                lambda: self._sender.send(destination, event, delivery.timeout_seconds)
            )
        # Writing it down takes a disk's time, in which others are delivered.
        outcome = with_reply(event, outcome)
        if not progress.dead:
            record.attempts = progress.attempts + 1
            record.code = outcome.code
        if isinstance(outcome, Done):
            await self._settle(entry, outcome, dead=progress.dead)
            record.state = "dead" if progress.dead else "done"
            record.text = record.text if progress.dead else ""
            return None
        if not progress.dead:
            record.text = outcome.text
        if outcome.again and progress.attempts < delivery.retry:
            due = time.time() + delivery.backoff_seconds(progress.attempts + 1)
            later = progress.failed(due)
            await insist(lambda: self._events.note(self.trigger.name, entry.id, later))
            record.state = "dead" if progress.dead else "retrying"
            return later
        record.state = "dead"
        if progress.dead:
            log.warning("the dead letter sink of %s failed: %s", self.trigger.name, outcome.text)
            await self._settle(entry, Done(outcome.code), dead=True)
            return None
        return await self._bury(entry, outcome, progress.attempts + 1)

    async def _let_go(self, entry: Entry, progress: Progress, fault: Exception) -> Progress | None:
        """Bury an entry that the broker itself cannot handle, so that none is pending forever."""
        record = self._history.delivery(entry.key, entry.event, self.trigger.name)
        text = error_text(repr(fault).encode(errors="replace"))
        record.state, record.text = "dead", text
        if progress.dead:
            await self._settle(entry, Done(NO_ANSWER), dead=True)
            return None
        failure = Failed(NO_ANSWER, text, again=False)
        return await self._bury(entry, failure, progress.attempts + 1)

    async def _settle(self, entry: Entry, outcome: Done, *, dead: bool) -> None:
        reply = outcome.reply
        key = await insist(
            lambda: self._events.finish(
                self.trigger.name,
                [entry.id],
                reply=reply,
                to=self._wanting(reply) if reply else (),
                # At the dead letter sink the new letter has already replaced the old one.
                replay_of="" if dead else entry.replay_of,
            )
        )
        if reply is not None:
            self._history.received(key, reply)

    async def _bury(self, entry: Entry, failure: Failed, attempts: int) -> Progress | None:
        letter = DeadLetter(
            id=f"{self.trigger.name}.{entry.key}",
            trigger=self.trigger.name,
            event=entry.event,
            code=failure.code,
            text=failure.text,
            attempts=attempts,
            time=datetime.now(UTC).isoformat(timespec="milliseconds"),
        )
        towards_sink = None
        if self.trigger.delivery.dead_letter_sink is not None:
            towards_sink = Progress(dead=True, code=failure.code, text=failure.text)
        await insist(lambda: self._events.bury(letter, entry, towards_sink))
        log.warning(
            "%s could not be delivered to %s: %s",
            entry.event.get("id"),
            letter.trigger,
            failure.text,
        )
        return towards_sink


def with_reply(event: Event, outcome: Done | Failed) -> Done | Failed:
    """Return an outcome with its reply as the broker stores it, or the broker's refusal."""
    if not isinstance(outcome, Done) or outcome.reply is None:
        return outcome
    try:
        return replace(outcome, reply=reply_to(event, outcome.reply))
    except EventFault as fault:
        return Failed(REFUSED, str(fault), again=False)


async def insist(step: Callable[[], Awaitable[T]]) -> T:
    """Repeat a step until Redis is back: an outage pauses the broker, nothing else."""
    while True:
        try:
            return await step()
        except RedisError:
            await asyncio.sleep(REDIS_PAUSE_SECONDS)
