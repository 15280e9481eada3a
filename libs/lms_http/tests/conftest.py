"""What the tests of shared responses have in common."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from libs.lms_http.tests.shop import SECONDS, Clock
from lms_http import SharedSettings

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """Share responses by a clock that stands: on a busy machine a second is not long."""
    clock = Clock()
    monkeypatch.setattr("lms_http._shared.time", SimpleNamespace(monotonic=clock))
    with SharedSettings.override(lms_shared_response_seconds=SECONDS):
        yield clock
