"""Spread the tests over the cores: a pytest plugin, which the root conftest loads.

Each worker of pytest-xdist takes whole modules, so that a module's fixtures are made once. Modules
that share something expensive, such as a running platform, go to one worker together. The longest
units start first: then no worker is left with one of them at the end, while the others have nothing
to do. Decision 0047 has the reasons.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

# In the order in which they start. A module belongs to the longest one that its path begins with;
# every module that is not listed is a unit of its own and comes later. The first one computes, next
# to those that wait for the staged functions; then comes what takes longest. The stores are parted:
# one unit of them would still run when all else is done, and a second PostgreSQL starts in seconds.
UNITS = (
    "tools/manifests/tests/",  # built by kustomize once
    "tests/e2e/",  # one platform for all that are not listed
    "tests/chaos/test_notifications.py",
    "tests/e2e/test_life_cycle.py",
    "tests/integration/",  # one server of each kind
    "tests/integration/test_catalog_",  # PostgreSQL and Valkey
    "tests/integration/test_valkey_failover.py",  # a cluster of its own, and much waiting
    "tests/integration/test_sms.py",  # no store
    "tests/e2e/test_seats.py",  # its rush would hold up the others
    "tests/chaos/test_sigkill.py",
    "tests/e2e/test_tutorial.py",
    "tests/integration/test_bare.py",
    "tests/chaos/test_frozen_platform.py",
    "tests/chaos/test_full_disk.py",
    "tools/drill/tests/test_rehearsal.py",
    "tests/copies/test_one_language.py",
    "tests/copies/test_one_library.py",
    "tests/copies/test_one_limit.py",
    "tools/tests/test_new.py",
    "tests/test_authorization.py",
    "tests/test_described_requests.py",
)
# Storms, idle times, restarts and stores mostly wait: so many workers more than there are cores.
MORE_WORKERS = 2


def unit(nodeid: str) -> str:
    """Return the name of the unit that a test belongs to."""
    module = nodeid.partition("::")[0]
    return max((one for one in UNITS if module.startswith(one)), key=len, default=module)


def _rank(item: pytest.Item) -> int:
    name = unit(item.nodeid)
    return UNITS.index(name) if name in UNITS else len(UNITS)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest units first, in a worker; without workers the order is the reader's."""
    if hasattr(config, "workerinput"):
        items.sort(key=_rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Return some workers more than there are cores for `-n auto`.

    `-n logical` and a number that is exported keep their meaning.
    """
    if config.option.numprocesses != "auto" or "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return (os.cpu_count() or 1) + MORE_WORKERS


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Give workers whole units, in the order of the collection."""
    from xdist.scheduler import LoadScopeScheduling

    class Units(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
        def _split_scope(self, nodeid: str) -> str:
            return unit(nodeid)

    config.option.loadscopereorder = False
    return Units(config, log)
