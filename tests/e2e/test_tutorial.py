"""The tutorial, followed by a newcomer who types what it says and nothing else."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local.ports import free_port
from tests.e2e.platform import ROOT
from tests.patience import TimeLimit, patience

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.system

PAGE = ROOT / "docs" / "tutorial.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
START = "nox -s up"
START_SECONDS = 90
COMMAND_SECONDS = 60
# Effects of events appear a moment after the reader's action.
MOMENT_SECONDS = 30


@dataclass(frozen=True)
class Step:
    """One block of the page: its kind, its content, the words before it."""

    kind: str
    body: str
    before: str


def steps() -> list[Step]:
    """Return every fenced block in order."""
    text = PAGE.read_text(encoding="utf-8")
    found, end = [], 0
    for fence in FENCE.finditer(text):
        found.append(Step(fence[1], fence[2], text[end : fence.start()]))
        end = fence.end()
    return found


@dataclass
class Newcomer:
    """Somebody with a copy of the repository, two terminals and a free port."""

    tree: Path
    outside: Path
    port: int = field(default_factory=free_port)
    platform: subprocess.Popen[bytes] | None = None
    variables: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """Run `nox -s up` in the first terminal, after Ctrl-C if something runs there."""
        self.stop()
        log = self.outside / "up.log"
        options = ["--", "--port", str(self.port), "--data", str(self.outside / "data")]
        with log.open("wb") as output:
            self.platform = subprocess.Popen(
                [*START.split(), *options, "--no-demo"],
                cwd=self.tree,
                env=self.variables,
                stdout=output,
                stderr=output,
            )
        limit = TimeLimit(START_SECONDS)
        while b"Ready: " not in log.read_bytes():
            assert self.platform.poll() is None, log.read_text()
            assert not limit.is_over(), log.read_text()
            time.sleep(0.1)

    def stop(self) -> None:
        """Press Ctrl-C."""
        if self.platform is not None and self.platform.poll() is None:
            self.platform.send_signal(signal.SIGINT)
            self.platform.wait(patience(COMMAND_SECONDS))

    def write(self, step: Step) -> None:
        """Write a block into the file that was named last."""
        named = re.findall(r"`(functions/[\w/]+\.(?:py|yaml))`", step.before)
        file = self.tree / named[-1]
        assert file.is_file(), f"{named[-1]} is not what `nox -s new` has made"
        file.write_text(step.body, encoding="utf-8")

    def type(self, commands: str) -> str:
        """Type commands into the second terminal and return their output."""
        after = self.outside / "variables"
        script = f"trap 'env -0 > {after}' EXIT\nset -aeuo pipefail\n{commands}"
        done = subprocess.run(
            ["bash", "-c", script.replace("127.0.0.1:8080", f"127.0.0.1:{self.port}")],
            cwd=self.tree,
            env=self.variables,
            capture_output=True,
            text=True,
            timeout=patience(COMMAND_SECONDS),
            check=False,
        )
        assert done.returncode == 0, f"{commands}{done.stdout}{done.stderr}"
        lines = after.read_text().rstrip("\0").split("\0")
        self.variables = dict(line.split("=", 1) for line in lines)
        return done.stdout

    def expect(self, commands: str, expected: str) -> None:
        """Type commands until they print the lines that the page shows, among others."""
        limit = TimeLimit(MOMENT_SECONDS)
        printed = self.type(commands)
        while not is_shown(expected, printed):
            # Only reading may be repeated.
            assert commands.startswith("curl -s"), f"{commands}{printed}"
            assert not limit.is_over(), f"{commands}{printed}"
            time.sleep(0.3)
            printed = self.type(commands)


def is_shown(expected: str, printed: str) -> bool:
    """Tell whether every line is there, in this order; what stands between does not matter."""
    rest = iter(printed.splitlines())
    return all(any(line in each for each in rest) for line in expected.splitlines())


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Newcomer]:
    """Somebody with a committed copy of this tree and its packages installed."""
    tree, outside = tmp_path / "tree", tmp_path / "outside"
    outside.mkdir()
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, files.split("\0")):
        # Without its lock the front end is not built: that needs npm and minutes.
        if name != "frontend/package-lock.json" and (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    who = ("-c", "user.name=Eve", "-c", "user.email=eve@example.org")
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "All of it"]):
        subprocess.run(["git", *command], cwd=tree, check=True)

    # An environment like the one of these tests, which is installed from the same lock.
    (tree / ".venv").mkdir()
    for each in Path(sys.prefix).iterdir():
        if each.name != "made-from.sha256":
            (tree / ".venv" / each.name).symlink_to(each)
    uv = outside / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text("#!/bin/sh\n")
    uv.chmod(0o755)

    somebody = Newcomer(tree, outside)
    path = f"{uv.parent}:{Path(sys.prefix, 'bin')}:{os.environ['PATH']}"
    # What runs in the copy would be measured there, and the copy is gone when it is reported.
    own = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    # Here `functions` must not be the folder that these tests are run in.
    somebody.variables = {**own, "PATH": path, "PYTHONPATH": str(tree)}
    yield somebody
    somebody.stop()


@pytest.mark.e2e
@pytest.mark.timeout(300)
def test_the_tutorial_can_be_followed_to_the_letter(newcomer: Newcomer) -> None:
    """Every command succeeds, prints what the page shows, and in the end nothing is left."""
    page = steps()
    for step, following in zip(page, [*page[1:], None], strict=True):
        shown = following.body if following is not None and following.kind == "text" else ""
        if step.body.strip() == START:
            newcomer.start()
        elif step.kind == "sh":
            newcomer.expect(step.body, shown)
        elif step.kind in {"python", "yaml"}:
            newcomer.write(step)
        else:
            assert step.kind == "text", f"what is a block of {step.kind}?"

    assert newcomer.type("git status --short") == ""
    assert newcomer.platform is not None
    newcomer.stop()
    assert newcomer.platform.returncode == 0
