"""What coverage counts, and what it leaves alone."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from coverage import Coverage

from tools.counted import COUNTED, FirstCases, is_counted
from tools.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """
[run]
branch = true
source = libs
omit = */test_*.py
parallel = true
patch = subprocess
"""
# Each test reaches one line in its own process and another one in a program that it starts.
CODE = """
import sys

def reach(who):
    if who == "unit":
        print("a unit test")
    if who == "story":
        print("a story")
    if who == "second case":
        print("a second case")
    if who == "a thousand times":
        print("a storm")
    if who == "program of unit":
        print("a program of a unit test")
    if who == "program of story":
        print("a program of a story")

if __name__ == "__main__":
    reach(sys.argv[1])
"""
TEST = """
import subprocess, sys, pytest
from libs.code import reach

@pytest.fixture(autouse=True)
def started():
    yield
    reach("{who}")

@pytest.mark.parametrize("number", range(2))
def test_reach(number):
    if number == 1:
        reach("second case")
    subprocess.run([sys.executable, "libs/code.py", "program of {who}"], check=True)

@pytest.mark.repeats
def test_storm():
    reach("a thousand times")

@pytest.mark.hypothesis
def test_search():
    reach("a thousand times")
"""

KILLED = """
import os

def pytest_unconfigure(config):
    if hasattr(config, "workerinput"):
        os._exit(0)
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Lay out code, a test next to it, and a test of everything that runs before and after it."""
    files = {
        ".coveragerc": CONFIG,
        "conftest.py": 'pytest_plugins = ["tools.counted"]\n',
        "libs/code.py": CODE,
        "libs/test_unit.py": TEST.format(who="unit"),
        "tests/e2e/test_first.py": TEST.format(who="story"),
        "tests/e2e/test_last.py": TEST.format(who="story"),
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(("workers", "end"), [("0", ""), ("1", ""), ("1", KILLED)])
def test_only_what_a_unit_test_reaches_is_counted(tree: Path, workers: str, end: str) -> None:
    """By itself, its fixtures and its programs, with workers and without.

    Also by a worker that is killed because it takes too long to end.
    """
    with (tree / "conftest.py").open("a") as conftest:
        conftest.write(end)
    command = [sys.executable, "-m", "coverage", "run", "-m", "pytest", "-n", workers]
    options = ["-q", "--import-mode=importlib", *without("cacheprovider", "schemathesis")]
    paths = ["tests/e2e/test_first.py", "libs/test_unit.py", "tests/e2e/test_last.py"]
    own = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [*command, *options, *paths],
        cwd=tree,
        env=own | {"PYTHONPATH": os.pathsep.join([str(tree), str(ROOT)])},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr

    measured = Coverage(data_file=tree / ".coverage", config_file=tree / ".coveragerc")
    measured.combine([str(tree)])
    reached = set(measured.get_data().lines(str(tree / "libs/code.py")) or ())
    printed = [text for number, text in enumerate(CODE.splitlines(), 1) if number in reached]
    assert [text.split('"')[1] for text in printed if "print" in text] == [
        "a unit test",
        "a program of a unit test",
    ]


def without(*plugins: str) -> list[str]:
    """Leave out plugins of pytest that only take time to load."""
    return [option for name in plugins for option in ("-p", f"no:{name}")]


@pytest.mark.parametrize("folder", COUNTED)
def test_every_folder_that_counts_is_there(folder: str) -> None:
    """A folder that was renamed would no longer count."""
    assert (ROOT / folder).is_dir()


def test_tests_beside_the_code_count_and_those_of_everything_do_not() -> None:
    """The stores are reached by nothing else, so their tests count too."""
    assert is_counted("libs/lms_http/tests/test_a.py::test_it")
    assert is_counted("tests/integration/test_users_store.py::test_it")
    assert not is_counted("tests/integration/test_bare.py::test_it")
    assert not is_counted("tests/e2e/test_seats.py::test_it")
    assert not is_counted("tests/test_authorization.py::test_it[a]")


def test_the_first_case_of_each_test_counts() -> None:
    """Whichever runs first; a test without cases is its own."""
    first = FirstCases()
    names = ["a.py::test_it[2]", "a.py::test_it[1]", "b.py::test_it[2]", "b.py::test_other"]
    assert [first.is_one(name) for name in names] == [True, False, True, True]
