"""`nox -s generate` on a copy of the repository: it touches what a change touches, nothing else."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tools import generate, new
from tools.frontend import client
from tools.frontend.node import Node
from tools.generated import SourceError
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

COPIED = ("docs/api", "eventing", "functions", "libs", "local", "manifests", "migrations")
SOURCES = ("frontend/public", "frontend/src/lib/i18n", "frontend/src/lib/api")
FILES = (
    *("func.yaml", "pyproject.toml", "uv.lock"),
    *("docs/encryption.md", "docs/events.md", "docs/problems.md"),
    *("frontend/nginx.conf", "tools/manifests/transit.toml"),
)
# What npm makes is `nox -s frontend`'s to compare: here nobody waits for its packages. Budgets
# import every function, and tests/test_import_budgets.py compares them.
NAMES = [name for name in generate.GENERATORS if name not in {"client", "budgets"}]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what the files are made from, and the files themselves."""
    root = tmp_path_factory.mktemp("repository")
    ignored = shutil.ignore_patterns("__pycache__", "tests", "test_*", ".data")
    for name in (*COPIED, *SOURCES):
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "terraform", root / "terraform", ignore=ignored)
    return root


@pytest.fixture
def copy(fresh: Path, tmp_path: Path) -> Path:
    """Make a copy that a test may change."""
    return shutil.copytree(fresh, tmp_path / "repository")


@pytest.fixture
def touched(copy: Path) -> Callable[[], set[str]]:
    """Generate everything, and name the files that were written or removed."""

    def times() -> dict[str, int]:
        files = (path for path in copy.rglob("*") if path.is_file())
        return {path.relative_to(copy).as_posix(): path.stat().st_mtime_ns for path in files}

    def run() -> set[str]:
        before = times()
        assert generate.main(NAMES, copy) == 0
        return {name for name, _ in before.items() ^ times().items() if "__pycache__" not in name}

    return run


def test_nothing_is_touched_where_nothing_changed(touched: Callable[[], set[str]]) -> None:
    """A second run leaves every file's time as it is."""
    assert touched() == set()


def test_a_new_function_changes_few_files(copy: Path, touched: Callable[[], set[str]]) -> None:
    """Its Service, and a few lines where functions are listed; no other function's file."""
    new.main(["rate_course", "http"], copy)
    path = copy / "functions/rate_course/func.yaml"
    path.write_text(path.read_text().replace("/api/rate-course/", "/api/enrollments/rated/"))

    assert touched() == {
        "docs/api/openapi.json",
        "manifests/base/accounts.yml",
        "manifests/base/learning/ksvc/kustomization.yml",
        "manifests/base/learning/ksvc/rate-course.yaml",
        "manifests/base/network/to-redis.yaml",
        "manifests/base/routes/enrollments.yaml",
        "manifests/components/digests/kustomization.yaml",
    }


def test_a_changed_setting_changes_one_manifest(
    copy: Path, touched: Callable[[], set[str]]
) -> None:
    """How a function scales is said in its own Service alone."""
    path = copy / "functions/create_enrollment/func.yaml"
    path.write_text(path.read_text().replace("max: 12", "max: 13"))

    assert touched() == {"manifests/base/learning/ksvc/create-enrollment.yaml"}


@pytest.fixture
def front_end(tmp_path: Path) -> Path:
    """Return a tree with a front end whose packages are not installed."""
    (tmp_path / "frontend").mkdir()
    (tmp_path / "frontend/package-lock.json").write_text("{}")
    return tmp_path


def test_a_machine_without_npm_makes_the_rest(
    front_end: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last line says what was not generated, and that is no failure."""

    def no_node(_: Path) -> None:
        raise FileNotFoundError("npm")

    monkeypatch.setattr(client, "find_node", no_node)
    assert generate.main(["client"], front_end) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"not generated: {client.FILE}: there is no Node")


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("exit 1", "npm cannot install the front end's packages"),
        ('case "$*" in *ci*) mkdir -p node_modules ;; *) exit 1 ;; esac', "the script that makes"),
    ],
)
def test_a_tool_that_fails_is_a_fault(
    front_end: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    program: str,
    reason: str,
) -> None:
    """The status says so, and one line instead of a traceback."""
    node = front_end / "node"
    node.write_text(f"#!/bin/sh\n{program}\n")
    node.chmod(0o755)
    monkeypatch.setattr(client, "find_node", lambda _: Node(node, node))

    assert generate.main(["client"], front_end) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"not generated: {client.FILE}: {reason}")


def test_a_fault_in_one_place_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every generator is asked, so that one run tells everything that is to be repaired."""

    def make(root: Path) -> Mapping[str, bytes]:
        raise SourceError(f"nothing can be made of {root.name}")

    broken = generate.generator("eventing")
    monkeypatch.setattr("tools.eventing.GENERATOR", type(broken)(broken.owned, make))

    assert generate.main(["--check", "eventing", "client"], tmp_path) == 1
    errors = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in errors] == ["eventing", "not generated"]


def test_a_part_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """With the names of those that do."""
    with pytest.raises(SystemExit):
        generate.main(["manifest"])
    assert "nothing is called manifest: there are libraries, validators" in capsys.readouterr().err
