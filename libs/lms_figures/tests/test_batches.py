"""Batches between the stores; tests/integration/test_figures.py has them in real ones."""

from __future__ import annotations

from typing import Any

import pytest
from fakeredis import FakeAsyncRedis

from lms_figures import _batches, save_batch
from lms_kernel import Unavailable, new_id


class FakeDatabase:
    """Remembers the batches that it saved; it may be down for them."""

    def __init__(self) -> None:
        self.saved: list[Any] = []
        self.is_down = False

    async def execute(self, sql: str, parameters: Any = None, *, name: str) -> int:
        """Save a batch; every other statement succeeds."""
        if name == "save_figures":
            if self.is_down:
                raise Unavailable("PostgreSQL is down.")
            self.saved.append(parameters)
        return 0


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> FakeDatabase:
    """Return the database of the process."""
    fake = FakeDatabase()
    monkeypatch.setattr(_batches, "database", lambda: fake)
    return fake


async def test_a_batch_has_what_scripts_noted(
    fake_redis: FakeAsyncRedis, pool: FakeDatabase
) -> None:
    """Counts by channel and outcome, people with their day; what is no person's id is left out."""
    ana = new_id()
    await fake_redis.hset("figures:counts", mapping={"in_app delivered": 2, "sms failed": 1})
    await fake_redis.hset("figures:active", mapping={ana: 20786, "nobody": 20786})

    await save_batch()

    (batch,) = pool.saved
    columns = zip(batch["channels"], batch["outcomes"], batch["amounts"], strict=True)
    assert sorted(columns) == [("in_app", "delivered", 2), ("sms", "failed", 1)]
    assert (batch["users"], batch["days"]) == ([ana], [20786])
    assert await fake_redis.keys("figures:*") == []


async def test_without_anything_noted_there_is_no_batch(
    fake_redis: FakeAsyncRedis, pool: FakeDatabase
) -> None:
    """Nothing is written to either store."""
    await save_batch()

    assert pool.saved == []
    assert await fake_redis.keys("*") == []


async def test_a_batch_that_failed_comes_again_unchanged(
    fake_redis: FakeAsyncRedis, pool: FakeDatabase
) -> None:
    """With its id; what was noted meanwhile is another batch."""
    await fake_redis.hset("figures:counts", "email delivered", 1)
    pool.is_down = True
    with pytest.raises(Unavailable):
        await save_batch()
    id_ = await fake_redis.get("figures:batch")
    await fake_redis.hset("figures:counts", "email delivered", 5)
    pool.is_down = False

    await save_batch()
    await save_batch()

    first, second = pool.saved
    assert (first["batch"], first["amounts"]) == (id_, [1])
    assert second["batch"] != id_
    assert second["amounts"] == [5]
