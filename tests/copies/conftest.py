"""A copy of the tree to change one fact in, and to count how many files that takes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tools.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# Bytecode comes along, or each copy would compile everything again; others may be writing it.
_LEFT_OUT = shutil.ignore_patterns(
    "*.pyc.*", ".*_cache", ".coverage*", ".data", ".git", ".nox", ".terraform", ".venv",
    "build", "coverage", "dist", "node_modules",
)  # fmt: skip


class Copy:
    """The tree as a developer has it, without what is built from it."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(ROOT, root, ignore=_LEFT_OUT, dirs_exist_ok=True)
        self.root = root
        self.install()
        self.edited: set[str] = set()
        """The files that were changed by hand: not those that a command makes."""

    def install(self) -> None:
        """Put the libraries that are there now into the environment, as uv does."""
        # The copy's folders come before the installed ones.
        self._sources = [*map(str, self.root.glob("libs/*/src")), str(self.root)]

    def read(self, name: str) -> str:
        """Return the text of a file."""
        return (self.root / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        """Write a file by hand."""
        self.edited.add(name)
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, name: str, before: str, after: str) -> None:
        """Change the first place that reads so; there has to be one."""
        text = self.read(name)
        assert before in text, f"{name} has no {before!r}"
        self.write(name, text.replace(before, after, 1))

    def python(self, program: str) -> subprocess.CompletedProcess[str]:
        """Run a program with the copy's own code; how it ends is the caller's affair."""
        return self._start("-c", program)

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a module with the copy's own code."""
        finished = self._start("-m", *arguments)
        if check:
            assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished

    def _start(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        # What is measured is this tree, not its copy.
        own = {key: text for key, text in os.environ.items() if not key.startswith("COVERAGE_")}
        environment = own | {"PYTHONPATH": os.pathsep.join(self._sources)}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )


@pytest.fixture
def tree(tmp_path: Path) -> Copy:
    """Return a fresh copy."""
    return Copy(tmp_path / "tree")
