"""Ending tasks reliably."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

# Long enough for what a task does at its end; a second cancellation would cut that short.
AGAIN_SECONDS = 2.0


async def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel the tasks until all of them have ended.

    Once is not always enough: redis-py mistakes a cancellation that coincides with a response for
    its own timeout, and the task would run forever.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_SECONDS)
