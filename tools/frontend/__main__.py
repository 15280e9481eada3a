"""Build the front end into frontend/dist if its sources have changed since the last build.

Packages are installed from package-lock.json when that changes. With --or-without a failing build
is reported in one line and is not an error: the platform runs without a front end, or with the last
successful build. With --check the front end's own checks run instead: style, format,
types, the generated API client, unit tests.

    python -m tools.frontend [--or-without | --check]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tools.frontend.node import Node, find_node
from tools.one_at_a_time import one_at_a_time
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

LOG = Path("build/frontend.log")
LOCK = Path("build/frontend.lock")
STAMP = "made-from.sha256"
# Folders created by npm, the build and the tests.
_MADE = {"node_modules", "dist", "coverage"}
_CHECKS = ("lint", "format:check", "types", "check:api", "test")
_INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


class FrontEnd:
    """The folder frontend/ of a tree."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "frontend"
        self.dist = self.folder / "dist"

    @property
    def is_there(self) -> bool:
        """Tell whether there is anything to build."""
        return (self.folder / "package-lock.json").exists()

    @property
    def is_built(self) -> bool:
        """Tell whether dist/ was built from exactly these sources."""
        return (self.dist / "index.html").exists() and _is_stamped(self.dist, self._sources())

    def build(self, node: Node) -> None:
        """Build dist/. Raises CalledProcessError with the log in LOG."""
        sources = self._sources()
        self.install(node)
        self._npm(node, "run", "build")
        (self.dist / STAMP).write_text(sources)

    def install(self, node: Node) -> None:
        """Install what package-lock.json says into node_modules/, unless it is there already.

        One process at a time: two installations at once would damage the folder.
        """
        wanted = _digest(self.folder, [self.folder / "package-lock.json"])
        modules = self.folder / "node_modules"
        with one_at_a_time(self.root / LOCK):
            if _is_stamped(modules, wanted):
                return
            print("Installing the front end's packages", flush=True)
            # An installation that is interrupted leaves no stamp.
            (modules / STAMP).unlink(missing_ok=True)
            self._npm(node, *_INSTALL)
            (modules / STAMP).write_text(wanted)

    def check(self, node: Node) -> bool:
        """Run every check and tell whether all passed."""
        self.install(node)
        command = [*node.command, "run", "--silent"]
        results = [
            subprocess.run(
                [*command, name], cwd=self.folder, env=node.environment(), check=False
            ).returncode
            for name in _CHECKS
        ]
        return not any(results)

    def _npm(self, node: Node, *arguments: str) -> None:
        log = self.root / LOG
        log.parent.mkdir(exist_ok=True)
        with log.open("ab" if arguments[0] == "run" else "wb") as said:
            subprocess.run(
                [*node.command, *arguments],
                cwd=self.folder,
                env=node.environment(),
                stdout=said,
                stderr=subprocess.STDOUT,
                check=True,
            )

    def _sources(self) -> str:
        files = []
        for place, folders, names in os.walk(self.folder):
            folders[:] = sorted(name for name in folders if name not in _MADE)
            files += [Path(place, name) for name in sorted(names)]
        return _digest(self.folder, files)


def _digest(folder: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _is_stamped(folder: Path, wanted: str) -> bool:
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text() == wanted


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Build or check; exit with 1 when that fails."""
    parser = argparse.ArgumentParser(prog="frontend", description=__doc__.partition("\n")[0])
    parser.add_argument("--or-without", action="store_true", help="a failed build is not an error")
    parser.add_argument("--check", action="store_true", help="run the front end's checks instead")
    options = parser.parse_args(arguments)
    front_end = FrontEnd(root)
    if not front_end.is_there:
        print("There is no front end: frontend/package-lock.json is missing")
        return 0 if options.or_without else 1
    if front_end.is_built and not options.check:
        return 0
    began = time.perf_counter()
    try:
        node = find_node(root)
        if options.check:
            return 0 if front_end.check(node) else 1
        print("Building the front end", flush=True)
        front_end.build(node)
    except (OSError, subprocess.CalledProcessError) as fault:
        last = "the last build is served" if front_end.dist.exists() else "the API runs without it"
        print(f"The front end could not be built ({fault}); {last}. See {LOG}", file=sys.stderr)
        return 0 if options.or_without else 1
    print(f"Front end built in {time.perf_counter() - began:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
