"""What collecting the tests costs."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tools.collecting import FIRST, turned
from tools.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# Each test module writes down who imports it, and when; each test, what is left to the collector.
TEST = """
import gc, os
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
with Path("collected").open("a") as file:
    file.write(f"{WORKER} {Path(__file__).parent.name} {gc.isenabled()}\\n")

def test_it():
    assert gc.isenabled()
    assert gc.get_freeze_count() > 1_000
"""


def collected(tree: Path, *options: str) -> list[list[str]]:
    """Run the tests of the tree; return worker and folder of each import, in its order."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    done = subprocess.run(command, cwd=tree, check=False, capture_output=True, text=True)
    assert "4 passed" in done.stdout, done.stdout + done.stderr
    imports = [line.split() for line in (tree / "collected").read_text().splitlines()]
    assert {enabled for _, _, enabled in imports} == {"False"}
    return [[worker, folder] for worker, folder, _ in imports]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Lay out a test in each of the folders in which workers begin."""
    plugins = 'pytest_plugins = ["tools.collecting", "tools.spread"]\n'
    (tmp_path / "conftest.py").write_text(plugins)
    options = f"addopts = --import-mode=importlib\ntestpaths = {' '.join(FIRST)}\n"
    (tmp_path / "pytest.ini").write_text(f"[pytest]\n{options}pythonpath = {ROOT}\n")
    for folder in FIRST:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"test_{folder}.py").write_text(TEST)
    return tmp_path


def test_each_worker_begins_in_another_folder(tree: Path) -> None:
    """And xdist, which demands the same order of all, takes what they found."""
    imports = collected(tree, "-n", "2")

    first, second = (
        [folder for worker, folder in imports if worker == one] for one in ("gw0", "gw1")
    )
    assert first == ["functions", "libs", "tools", "tests"]
    assert second == ["libs", "tools", "tests", "functions"]


def test_without_workers_the_order_is_the_projects(tree: Path) -> None:
    """As a reader expects."""
    assert [folder for _, folder in collected(tree)] == list(FIRST)


@pytest.mark.parametrize(
    ("worker", "folders"),
    [(0, "functions libs local tools tests"), (6, "tools tests functions libs local")],
)
def test_more_workers_than_folders_begin_again(worker: int, folders: str) -> None:
    """A machine may have many cores."""
    assert turned(["functions", "libs", "local", "tools", "tests"], worker) == folders.split()


@pytest.mark.parametrize("folder", FIRST)
def test_the_folders_are_the_projects_own(folder: str, request: pytest.FixtureRequest) -> None:
    """A folder that was renamed would be begun by nobody."""
    assert folder in request.config.getini("testpaths")
