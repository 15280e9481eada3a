"""Environments are made once from their locks, with uv from wherever it is."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tools import environments

if TYPE_CHECKING:
    from pathlib import Path

# Stands in for uv: notes how it was called and makes what a real one would.
UV = """#!/bin/sh
echo "$*" >> "{log}"
for word; do last=$word; done
case $1 in
  venv) mkdir -p "$last/bin" && touch "$last/bin/python" ;;
  sync) mkdir -p .venv/bin && touch .venv/bin/python ;;
esac
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a uv that only takes notes first on PATH, and return the notes."""
    log = tmp_path / "calls"
    log.touch()
    program = tmp_path / "programs" / "uv"
    program.parent.mkdir()
    program.write_text(UV.format(log=log))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "uv.lock").write_text("one")
    (tmp_path / "pyproject.toml").write_text("one")
    return log


def test_the_shared_environment_is_made_again_only_for_another_lock(
    tmp_path: Path, calls: Path
) -> None:
    """A second start neither installs nor asks the network."""
    programs = environments.shared(tmp_path)
    assert programs == tmp_path / ".venv" / "bin"
    environments.shared(tmp_path)
    assert len(calls.read_text().splitlines()) == 1
    assert calls.read_text().startswith("sync --frozen --quiet --compile-bytecode --python ")

    (tmp_path / "uv.lock").write_text("two")
    environments.shared(tmp_path)
    assert len(calls.read_text().splitlines()) == 2


def test_a_group_is_added_without_taking_anything_away(tmp_path: Path, calls: Path) -> None:
    """What a few sessions need is added on top of the shared environment."""
    environments.add_groups("ops", root=tmp_path)

    assert calls.read_text().splitlines()[1] == "sync --frozen --inexact --quiet --group ops"


def test_a_tool_that_fits_no_other_has_an_environment_of_its_own(
    tmp_path: Path, calls: Path
) -> None:
    """Its requirements are installed by hash into .nox, once."""
    requirements = tmp_path / "tools" / "odd" / "requirements.txt"
    requirements.parent.mkdir(parents=True)
    requirements.write_text("odd==1 --hash=sha256:aa\n")

    python = environments.apart("odd", tmp_path)
    environments.apart("odd", tmp_path)

    assert python == tmp_path / ".nox" / "odd" / "bin" / "python"
    creation, filled = calls.read_text().splitlines()
    assert creation.startswith("venv ")
    assert filled.startswith("pip sync --quiet --require-hashes")
    assert filled.endswith(str(requirements))


def test_uv_is_fetched_by_pip_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into an environment of its own, with the Python that runs nox, and only once."""
    commands: list[list[str]] = []

    def run(command: list[object], **_: object) -> None:
        commands.append([str(word) for word in command])
        folder = tmp_path / ".nox" / "uv" / "bin"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "uv").touch()

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("subprocess.run", run)

    assert environments.find_uv(tmp_path) == str(tmp_path / ".nox" / "uv" / "bin" / "uv")
    assert commands[0][1:3] == ["-m", "virtualenv"]
    assert commands[1][1:] == ["-m", "pip", "install", "-q", environments.UV]
    environments.find_uv(tmp_path)
    assert len(commands) == 2
