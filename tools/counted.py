"""What coverage counts: a pytest plugin, which the root conftest loads.

Tests count that check the code next to them, and those of the stores. What goes through the whole
platform, through every endpoint or through a copy of the tree runs without the tracer: such a test
passes thousands of lines and checks few of them, and being traced would double its time. The same
goes for the second case of a test and all that follow, for searches with made-up values, and for
what a test marked `repeats` does a thousand times: they check other values, seldom other lines.
Nor does the process trace itself that only hands out tests to workers. Decision 0047 has the
reasons.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coverage import Coverage

COUNTED = ("functions/", "libs/", "local/", "tools/", "tests/integration/")
# Installs functions into environments of their own and starts them there, where nothing is traced.
APART = ("tests/integration/test_bare.py",)
# Tests that run the same lines again and again; hypothesis marks its own.
REPEATED = ("repeats", "hypothesis")
# A Python that starts with it traces itself: coverage exports it for programs that tests start.
VARIABLE = "COVERAGE_PROCESS_CONFIG"


def is_counted(nodeid: str) -> bool:
    """Tell whether coverage counts what a test reaches."""
    return nodeid.startswith(COUNTED) and not nodeid.startswith(APART)


class FirstCases:
    """The tests with a case that has run in this process; a module's cases run in one process."""

    def __init__(self) -> None:
        self._begun: set[str] = set()

    def is_one(self, nodeid: str) -> bool:
        """Tell whether this is the first case of its test to run."""
        test = nodeid.partition("[")[0]
        if test in self._begun:
            return False
        self._begun.add(test)
        return True


class Tracer:
    """Coverage of this process and of those that it starts, if there is any."""

    def __init__(self) -> None:
        self._paused: Coverage | None = None
        self._exported = ""

    def pause(self, *, programs_too: bool = True) -> None:
        """Trace nothing until `resume`; perhaps only not in this process."""
        if self._paused or "coverage" not in sys.modules:
            return
        from coverage import Coverage

        if running := Coverage.current():
            running.stop()
            self._paused = running
            if programs_too:
                self._exported = os.environ.pop(VARIABLE, "")

    def save(self) -> None:
        """Trace nothing more, and write down what was traced."""
        self.pause()
        if self._paused:
            self._paused.save()

    def resume(self) -> None:
        """Go on as before."""
        if self._paused:
            if self._exported:
                os.environ[VARIABLE] = self._exported
            self._exported = ""
            self._paused.start()
            self._paused = None


_tracer = Tracer()
_first_cases = FirstCases()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Do not trace the process whose workers run the tests."""
    if session.config.getoption("numprocesses", default=None):
        _tracer.pause(programs_too=False)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Trace the imports of all tests in the first worker only: the others import the same."""
    if getattr(session.config, "workerinput", {"workerid": "gw0"})["workerid"] != "gw0":
        _tracer.pause(programs_too=False)
    found = yield
    _tracer.resume()
    return found


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Trace a test's first case, its fixtures and the programs that it starts if it counts."""
    is_repeated = any(item.get_closest_marker(name) for name in REPEATED)
    if is_counted(item.nodeid) and not is_repeated and _first_cases.is_one(item.nodeid):
        _tracer.resume()
    else:
        _tracer.pause()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Save a worker's data now: xdist kills workers that have not ended after ten seconds."""
    if hasattr(session.config, "workerinput"):
        _tracer.save()
