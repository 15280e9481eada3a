"""A function started from the template is a working function at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tools.new import main
from tools.tree import ROOT
from tools.vendor import Stage

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("name", "kind"), [("find_thing", "http"), ("praise_user", "event")])
def test_a_new_function_passes_its_own_tests_and_can_be_staged(
    tmp_path: Path, name: str, kind: str
) -> None:
    """The four files of the template are a function like all others."""
    for file in ("func.yaml", "uv.lock", "conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "libs").symlink_to(ROOT / "libs")

    assert main([name, kind], tmp_path) == 0

    folder = tmp_path / "functions" / name
    assert sorted(path.name for path in folder.iterdir()) == [
        "func.yaml",
        "main.py",
        "requirements.txt",
        f"test_{name}.py",
    ]
    assert Stage(tmp_path).run() == [name]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(folder)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "COVERAGE_RCFILE": "none"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert " passed" in run.stdout
    lint = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "functions"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    assert lint.returncode == 0, lint.stdout


@pytest.mark.parametrize("name", ["course", "CreateCourse", "create-course", "../create_course"])
def test_a_name_that_is_no_verb_noun_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """The name becomes folder, Python function and service, so it must fit all three."""
    assert main([name, "http"], tmp_path) == 1
    assert "must read like verb_noun" in capsys.readouterr().err
    assert not (tmp_path / "functions").exists()


def test_a_function_that_exists_is_left_alone(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Starting a function twice overwrites nothing."""
    before = (tree / "functions/say_hello/main.py").read_text()

    assert main(["say_hello", "http"], tree) == 1
    assert "functions/say_hello is there already" in capsys.readouterr().err
    assert (tree / "functions/say_hello/main.py").read_text() == before
