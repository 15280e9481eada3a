"""The chaos tests stage functions as the end-to-end tests do, and kill platforms of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import staged
from tests.e2e.platform import Platform

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["doomed", "staged"]


@pytest.fixture
def doomed(staged: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform that this test kills, in parts or as a whole."""
    running = Platform(
        tmp_path_factory.mktemp("doomed"),
        arguments=("--idle", "60", "--rate-limits", "off", "--no-demo"),
    )
    running.start()
    yield running
    running.stop()
