"""When the demo data is loaded: once for each data directory, again after a crash in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

SEED = "local.demo.seed"


async def load_demo(mark: Path, step: Callable[[str, str], Awaitable[None]]) -> None:
    """Load the demo data unless `mark` says that it is there; loading twice changes nothing."""
    if not _is_there(mark):
        await step("Demo data", SEED)
        _put_there(mark)


def _is_there(mark: Path) -> bool:
    return mark.exists()


def _put_there(mark: Path) -> None:
    mark.touch()
