"""The broker as a whole: accepts events, runs every trigger, keeps the stream short."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from redis.exceptions import RedisError

from local.broker.admission import admitted
from local.broker.dispatcher import REDIS_PAUSE_SECONDS, Dispatcher, insist
from local.broker.history import EventRecord, History
from local.broker.sender import Sender
from local.broker.stream import DeadLetter, EventLog
from local.tasks import end

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from local.broker.events import Event
    from local.broker.triggers import Trigger

TRIM_SECONDS = 10.0


class Broker:
    """Delivers every published event to every trigger that wants it, at least once."""

    def __init__(
        self, redis_url: str, triggers: Sequence[Trigger], sockets: Mapping[str, Path]
    ) -> None:
        self.triggers = tuple(triggers)
        self.running = False
        self.sender = Sender(sockets, self.publish)
        self._events = EventLog(redis_url)
        self._history = History()
        self._dispatchers = [
            Dispatcher(trigger, self._events, self.sender, self._history)
            for trigger in self.triggers
        ]
        self._trimmer: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Create the groups first, so that no event is missed, then start delivering."""
        await insist(lambda: self._events.keep_only(one.name for one in self.triggers))
        for trigger in self.triggers:
            await insist(partial(self._events.subscribe, trigger.name))
        for dispatcher in self._dispatchers:
            dispatcher.start()
        self._trimmer = asyncio.create_task(self._keep_short(), name="trim events")
        self.running = True

    async def stop(self, grace_seconds: float = 10.0) -> None:
        """Stop delivering; events are still accepted until `close`."""
        self.running = False
        if self._trimmer is not None:
            await end([self._trimmer])
        await asyncio.gather(*(one.stop(grace_seconds) for one in self._dispatchers))

    async def close(self) -> None:
        """Close all connections."""
        await self.sender.close()
        await self._events.close()

    async def publish(self, event: Event) -> str:
        """Store an event for delivery; it is durable on return.

        Raises `EventFault` for one that loops endlessly, and `redis.RedisError`.
        """
        event = admitted(event)
        entry = await self._events.append(event)
        self._history.received(entry, event)
        return entry

    async def replay(self, letter_id: str) -> bool:
        """Retry a dead letter, at its own trigger only; False when it does not exist."""
        return await self._events.replay(letter_id)

    async def dead_letters(self) -> list[DeadLetter]:
        """Return the dead letters, newest first; none while Redis is away."""
        try:
            return await self._events.dead_letters()
        except RedisError:
            return []

    def recent(self) -> list[EventRecord]:
        """Return the newest events with their deliveries."""
        return self._history.newest()

    async def _keep_short(self) -> None:
        while True:
            await asyncio.sleep(TRIM_SECONDS)
            try:
                await self._events.trim()
            except RedisError:
                await asyncio.sleep(REDIS_PAUSE_SECONDS)
