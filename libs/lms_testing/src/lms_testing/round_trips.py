"""How often Redis is asked: what a function waits for, counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline


class RoundTrips(list[str]):
    """The requests to Redis in their order: a command's name, or those of a pipeline."""


@contextmanager
def counted_round_trips() -> Iterator[RoundTrips]:
    """Count the round trips to Redis inside the ``with`` block; a pipeline is one."""
    trips = RoundTrips()
    command, execute = Redis.execute_command, Pipeline.execute

    async def counted_command(self: Any, *args: Any, **options: Any) -> Any:
        trips.append(str(args[0]))
        return await command(self, *args, **options)  # type: ignore[no-untyped-call]

    async def counted_execute(self: Any, *args: Any, **options: Any) -> Any:
        names = [str(each[0][0]) for each in self.command_stack]
        trips.append(" ".join(names))
        return await execute(self, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Redis, "execute_command", counted_command)
        patch.setattr(Pipeline, "execute", counted_execute)
        yield trips
