"""The outbox in memory and the one on a fake Redis, by the contract of all outboxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from libs.lms_outboxes.tests.contract import OutboxContract, OutboxShelf
from lms_redis import RedisOutbox, redis
from lms_testing.outboxes import MemoryOutbox

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Memory:
    """An outbox of dictionaries."""

    def __init__(self) -> None:
        self.outbox = MemoryOutbox()

    async def put(self, event: Mapping[str, object]) -> None:
        """Write an event."""
        self.outbox.kept[str(event["id"])] = dict(event)


class _Redis:
    """The hashes of Redis."""

    def __init__(self) -> None:
        self.outbox = RedisOutbox()

    async def put(self, event: Mapping[str, object]) -> None:
        """Write an event."""
        await redis().hset(RedisOutbox.KEY, str(event["id"]), msgspec.json.encode(event).decode())


class TestMemoryOutbox(OutboxContract):
    """The promises, kept in memory."""

    @pytest.fixture
    def shelf(self) -> OutboxShelf:
        """Return an empty outbox."""
        return _Memory()


class TestRedisOutbox(OutboxContract):
    """The promises, kept by the scripts."""

    @pytest.fixture
    def shelf(self) -> OutboxShelf:
        """Return an empty outbox."""
        return _Redis()
