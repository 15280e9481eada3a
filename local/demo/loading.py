"""Loading the demo data: once per data directory, and again after an interrupted load."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

SEED = "local.demo.seed"


async def load_demo(mark: Path, step: Callable[[str, str], Awaitable[None]]) -> None:
    """Load the demo data unless `mark` exists; loading twice changes nothing."""
    if not _is_there(mark):
        await step("Demo data", SEED)
        _put_there(mark)


def _is_there(mark: Path) -> bool:
    return mark.exists()


def _put_there(mark: Path) -> None:
    mark.touch()
