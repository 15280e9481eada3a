"""How tests are spread over workers."""

from __future__ import annotations

import re
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from tools import spread
from tools.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TEST = """
import os, pytest

@pytest.mark.parametrize("number", range(4))
def test_who(number):
    print("ran", __file__.rsplit("/", 2)[-1], os.environ.get("PYTEST_XDIST_WORKER", "alone"))
"""


@pytest.mark.parametrize("name", spread.UNITS)
def test_every_unit_is_there(name: str) -> None:
    """A module that was renamed would be spread like all others."""
    assert list(ROOT.glob(f"{name}*"))


def test_a_module_belongs_to_the_longest_unit_that_its_path_begins_with() -> None:
    """Named modules apart, the others of their folder together, the rest by themselves."""
    assert spread.unit("tests/e2e/test_tutorial.py::test_it") == "tests/e2e/test_tutorial.py"
    assert spread.unit("tests/e2e/test_channels.py::test_it[a]") == "tests/e2e/"
    catalog = "tests/integration/test_catalog_"
    assert {spread.unit(f"{catalog}{name}.py::test_it") for name in ("store", "growth")} == {
        catalog
    }
    assert spread.unit("libs/lms_http/tests/test_a.py::test_it") == "libs/lms_http/tests/test_a.py"


@pytest.mark.parametrize(
    ("asked", "exported", "workers"), [("auto", "", 4), ("logical", "", None), ("auto", "5", None)]
)
def test_more_workers_than_cores_start(
    monkeypatch: pytest.MonkeyPatch, asked: str, exported: str, workers: int | None
) -> None:
    """While some wait, the others keep the cores busy; xdist handles an explicit number."""
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.delenv("PYTEST_XDIST_AUTO_NUM_WORKERS", raising=False)
    if exported:
        monkeypatch.setenv("PYTEST_XDIST_AUTO_NUM_WORKERS", exported)
    config = cast("pytest.Config", SimpleNamespace(option=SimpleNamespace(numprocesses=asked)))

    assert spread.pytest_xdist_auto_num_workers(config) == workers


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Lay out a unit of two modules, and two modules for themselves, which collect before it."""
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["tools.spread"]\n')
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")
    for name in ("a/test_one.py", "b/test_two.py", "tests/e2e/test_x.py", "tests/e2e/test_y.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEST)
    return tmp_path


def ran(tree: Path, *options: str) -> list[tuple[str, str]]:
    """Run the tests of the tree; give module and worker of each test, in their order."""
    command = [sys.executable, "-m", "pytest", "-v", "-rP", "-p", "no:cacheprovider", *options]
    done = subprocess.run(command, cwd=tree, check=True, capture_output=True, text=True)
    return re.findall(r"^ran (\S+) (\S+)$", done.stdout, re.MULTILINE)


def test_a_unit_stays_on_one_worker_and_starts_first(tree: Path) -> None:
    """All tests run once; what shares fixtures is together, and before what does not."""
    found = ran(tree, "-n", "2")

    assert len(found) == 16
    shared = {worker for module, worker in found if module in {"test_x.py", "test_y.py"}}
    assert len(shared) == 1
    (worker,) = shared
    assert [module for module, one in found if one == worker][:8] == [
        *["test_x.py"] * 4,
        *["test_y.py"] * 4,
    ]
    for module in ("test_one.py", "test_two.py"):
        assert len({one for name, one in found if name == module}) == 1


def test_without_workers_the_order_is_that_of_the_folders(tree: Path) -> None:
    """Unit tests first, as a reader expects."""
    found = ran(tree)

    assert [module for module, _ in found][::4] == [
        "test_one.py",
        "test_two.py",
        "test_x.py",
        "test_y.py",
    ]
