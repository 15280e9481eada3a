"""Ending tasks."""

from __future__ import annotations

import asyncio

import pytest

from local import tasks


async def test_a_task_that_overhears_its_end_is_told_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One swallowed cancellation does not keep it alive."""
    monkeypatch.setattr(tasks, "AGAIN_SECONDS", 0.01)
    overheard = []

    async def deaf() -> None:
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                overheard.append("once")
                if len(overheard) > 1:
                    raise

    stubborn, ready = asyncio.create_task(deaf()), asyncio.create_task(asyncio.sleep(0))
    await asyncio.sleep(0.01)
    await tasks.end([stubborn, ready])
    assert stubborn.cancelled()
    assert ready.done()
    assert len(overheard) == 2


async def test_nothing_to_end_is_no_fault() -> None:
    """A host that never started has no tasks."""
    await tasks.end([])
