"""The broker as a whole: accepts events, writes them down for each trigger, runs every trigger."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from redis.exceptions import RedisError

from local.broker.admission import admitted
from local.broker.adoption import adopt
from local.broker.dispatcher import Dispatcher, insist
from local.broker.history import EventRecord, History
from local.broker.sender import Sender
from local.broker.stream import Backlog, DeadLetter, EventLog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from local.broker.events import Event
    from local.broker.triggers import Trigger


class Broker:
    """Delivers every published event to every trigger that wants it, at least once."""

    def __init__(
        self, redis_url: str, triggers: Sequence[Trigger], sockets: Mapping[str, Path]
    ) -> None:
        self.triggers = tuple(triggers)
        self.running = False
        self.sender = Sender(sockets, self.publish)
        self._redis_url = redis_url
        self._events = EventLog(redis_url)
        self._history = History()
        self._dispatchers = [
            Dispatcher(trigger, self._events, self.sender, self._history, self._wanting)
            for trigger in self.triggers
        ]

    async def start(self) -> None:
        """Adopt what an older broker left, forget removed triggers, then start delivering."""
        await insist(lambda: adopt(self._redis_url, self.triggers))
        await insist(lambda: self._events.keep_only(one.name for one in self.triggers))
        for dispatcher in self._dispatchers:
            dispatcher.start()
        self.running = True

    async def stop(self, grace_seconds: float = 10.0) -> None:
        """Stop delivering; events are still accepted until `close`."""
        self.running = False
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
        key = await self._events.append(event, self._wanting(event))
        self._history.received(key, event)
        return key

    def _wanting(self, event: Event) -> list[str]:
        """Return the names of the triggers that want an event."""
        return [one.name for one in self.triggers if one.wants(event)]

    async def replay(self, letter_id: str) -> bool:
        """Retry a dead letter, at its own trigger only; False when it does not exist."""
        return await self._events.replay(letter_id)

    async def dead_letters(self) -> list[DeadLetter]:
        """Return the dead letters, newest first; none while Redis is down."""
        try:
            return await self._events.dead_letters()
        except RedisError:
            return []

    async def backlog(self) -> Backlog:
        """Return how much has not been delivered. Raises `redis.RedisError`."""
        return await self._events.backlog([one.name for one in self.triggers])

    def recent(self) -> list[EventRecord]:
        """Return the newest events with their deliveries."""
        return self._history.newest()
