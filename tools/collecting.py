"""What collecting the tests costs: a pytest plugin, which the root conftest loads.

Every worker imports every test. In a fresh clone each of them would also translate every test,
all of them the same one at the same time. So each begins in another folder, and finds in the others
what its neighbors have translated meanwhile. Nothing that is collected becomes garbage, so nobody
looks for any until the tests run. Decision 0047 has the reasons.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

# The folders with most to translate; the others are collected after one of them.
FIRST = ("functions", "libs", "tools", "tests")


def turned(folders: list[str], worker: int) -> list[str]:
    """Return the folders in their order, but beginning where this worker begins.

    Other paths than the project's own are left as they were given.
    """
    first = FIRST[worker % len(FIRST)]
    start = folders.index(first) if first in folders else 0
    return folders[start:] + folders[:start]


def _worker(config: pytest.Config) -> int | None:
    """Return the worker's number, or None where no worker shares all tests with others."""
    if hasattr(config, "workerinput") and config.args_source is config.ArgsSource.TESTPATHS:
        return int(config.workerinput["workerid"].removeprefix("gw"))
    return None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Begin where no other worker begins; leave the collected tests out of garbage collection."""
    worker = _worker(session.config)
    if worker is not None:
        session.config.args = turned(session.config.args, worker)
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the folders back into their order: workers must agree on it."""
    if _worker(config) is not None:
        places = {folder: place for place, folder in enumerate(config.getini("testpaths"))}
        items.sort(key=lambda item: places[item.nodeid.partition("/")[0]])
