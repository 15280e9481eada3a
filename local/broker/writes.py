"""Writes to Redis in groups: whatever arrives while one group is on its way makes up the next.

With `appendfsync always` the way to the disk costs the same for one event and for a hundred. Each
write is whole: its commands are in one transaction, with those of its neighbors.
"""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import TYPE_CHECKING, Any

from redis.exceptions import RedisError

if TYPE_CHECKING:
    from redis.asyncio import Redis

    Command = tuple[Any, ...]
    Write = tuple[tuple[Command, ...], asyncio.Future[list[Any]]]

# More commands than this hold up everybody else's.
MOST_AT_ONCE = 500


class GroupedWrites:
    """One connection's worth of writes; `write` returns once they are on disk."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: list[Write] = []
        self._task: asyncio.Task[None] | None = None

    async def write(self, *commands: Command) -> list[Any]:
        """Run commands in one transaction; return their results. Raises `redis.RedisError`."""
        future: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        self._waiting.append((commands, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="write to Redis")
        return await future

    async def _run(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            try:
                results = await self._commit([one for commands, _ in group for one in commands])
            except RedisError as fault:
                for _, future in group:
                    if not future.done():
                        future.set_exception(fault)
                continue
            rest = iter(results)
            for commands, future in group:
                own = list(islice(rest, len(commands)))
                # Of one write: those of the others took place.
                failures = [each for each in own if isinstance(each, Exception)]
                if future.done():
                    continue
                if failures:
                    future.set_exception(failures[0])
                else:
                    future.set_result(own)

    async def _commit(self, commands: list[Command]) -> list[Any]:
        async with self._redis.pipeline(transaction=True) as change:
            for command in commands:
                change.execute_command(*command)
            return await change.execute(raise_on_error=False)
