"""Fixtures that every test of a function or library has; loaded by the root conftest."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest
import pytest_socket

from lms_events import publisher
from lms_http import SharedSettings
from lms_kernel import close_providers
from lms_notifications import NotificationSettings
from lms_redis import redis
from lms_settings import Settings
from lms_testing._events import CapturedEvents

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from fakeredis import FakeAsyncRedis

# httpx2 looks for it in every request to an app in the same process. It is not installed, and
# looking along the whole path takes most of a millisecond; None says so immediately.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]

# The tests' own keys, for tokens and links verified like any other; accounts, courses and the
# catalog in memory, for tests that ask for them.
pytest_plugins = [
    "lms_testing.access",
    "lms_testing.catalog",
    "lms_testing.courses",
    "lms_testing.identity",
]

# Tests that talk to real processes live below these folders; everywhere else sockets are off.
_REAL = (
    "tests/integration/",
    "tests/e2e",
    "tests/chaos/",
    "local/tests/",
    "tools/tests/",
    "tools/drill/tests/",
    "tools/observability/tests/",
    "tools/ops/tests/",
    "tools/release/tests/",
)


def is_real(request: pytest.FixtureRequest) -> bool:
    """Tell whether the test is one that talks to real processes."""
    path: str = request.node.path.relative_to(request.config.rootpath).as_posix()
    return path.startswith(_REAL)


class _OnDemand:
    """What a fixture makes, made when it is first used: most tests need no Redis."""

    def __init__(self, request: pytest.FixtureRequest, name: str) -> None:
        self._make = partial(request.getfixturevalue, name)

    def __getattr__(self, name: str) -> object:
        return getattr(self._make(), name)


@pytest.fixture
def fake_redis() -> FakeAsyncRedis:
    """Return a Redis of this test alone, in memory."""
    from fakeredis import FakeAsyncRedis

    return FakeAsyncRedis(decode_responses=True)


@pytest.fixture
def published() -> Iterator[CapturedEvents]:
    """Return what the function under test has published, all of it events by every rule."""
    captured = CapturedEvents()
    yield captured
    assert captured.faults == []


@pytest.fixture(autouse=True)
def _in_memory(request: pytest.FixtureRequest) -> Iterator[None]:
    """Put the fake Redis and the capturing broker into every unit test, and refuse every socket.

    So none of them can depend on a server.
    """
    if is_real(request):
        yield
        return
    pytest_socket.disable_socket(allow_unix_socket=True)
    published = request.getfixturevalue("published")
    with redis.override(_OnDemand(request, "fake_redis")), publisher.override(published):
        yield
    pytest_socket.enable_socket()


@pytest.fixture(autouse=True)
def _settings_of_this_test() -> Iterator[None]:
    """Forget the settings that the test has parsed: the next one may have another environment.

    Every response is made for its request: tests of shared ones turn sharing on. No sender pauses
    by chance: a unit test has nobody to spread its retries for.
    """
    before = dict(Settings._kept)  # noqa: SLF001 - the only place that looks behind `current`
    with (
        SharedSettings.override(lms_shared_response_seconds=0),
        NotificationSettings.override(lms_notifications_jitter_seconds=0),
    ):
        yield
    Settings._kept.clear()  # noqa: SLF001
    Settings._kept.update(before)  # noqa: SLF001


@pytest.fixture
async def closed_providers() -> AsyncIterator[None]:
    """Close what the test opened for its own event loop."""
    yield
    await close_providers()
