"""One running platform for the end-to-end tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.channels import LoopbackPushService
from tests.e2e.platform import ROOT, Platform
from tools.one_at_a_time import one_at_a_time

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
# A start costs a second of a processor. What tests and schedules use again stays awake meanwhile.
IDLE_SECONDS = 120
_shared: list[Platform] = []


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Stop the shared platform when a worker leaves the folder: it takes time even while idle."""
    is_over = nextitem is None or not nextitem.path.is_relative_to(HERE)
    while is_over and hasattr(item.config, "workerinput") and _shared:
        _shared.pop().stop()


@pytest.fixture(scope="session")
def staged(testrun_uid: str) -> None:
    """Stage the functions and the API's description, as `nox -s up` does: once for all workers."""
    with one_at_a_time(ROOT / "build" / "staged-for-tests") as file:
        if file.read() != testrun_uid:
            for tool in (["tools.vendor", "--compile"], ["tools.openapi"]):
                subprocess.run([sys.executable, "-m", *tool], cwd=ROOT, check=True)
            file.truncate(0)
            file.write(testrun_uid)


@pytest.fixture(scope="session")
def push_service() -> Iterator[LoopbackPushService]:
    """A push service that the platform knows."""
    with LoopbackPushService().serving() as service:
        yield service


@pytest.fixture(scope="session")
def platform(
    staged: None, push_service: LoopbackPushService, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """The platform with its demo data, shared by all tests that leave it standing."""
    running = Platform(
        tmp_path_factory.mktemp("platform"),
        arguments=("--idle", str(IDLE_SECONDS), "--rate-limits", "off"),
        exported=push_service.environment,
    )
    running.start()
    _shared.append(running)
    yield running
    running.stop()
