"""Which functions must be rebuilt after a change, from the same closure that stages them.

    git diff --name-only A B | python -m tools.affected     # from a list of files
    python -m tools.affected A B                            # from two commits
    pytest $(python -m tools.affected --folders origin/main)   # changed since main

Prints a JSON list of function names, for a build matrix; with `--folders` the folders whose tests
the change touches, for a developer; none is an error, for pytest without folders runs everything.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import PurePath
from typing import TYPE_CHECKING

from tools.closure import Closures
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# Files that go into every image or decide how all images are built.
SHARED = frozenset(
    {
        "func.yaml",
        "uv.lock",
        "functions/Dockerfile",
        "functions/Dockerfile.dockerignore",
        "tools/vendor.py",
        "tools/closure.py",
        "tools/imports.py",
        "tools/lock.py",
        "tools/func_yaml.py",
        "tools/tree.py",
    }
)
# Each folder below the first ones has tests of its own; the others are tested as a whole.
PARTED = ("functions", "libs", "tests", "tools")
WHOLE = ("argocd", "local", "manifests")


def affected(changed: Iterable[str], root: Path = ROOT) -> list[str]:
    """Return the functions whose staged folder may differ after these files changed, sorted.

    Tests and READMEs are never staged, so they affect nothing. A deleted file counts as changed; a
    deleted function needs no build.
    """
    closures = Closures(root)
    files = [name.strip() for name in changed if name.strip()]
    if not SHARED.isdisjoint(files):
        return list(closures.functions)
    touched_functions = {name.split("/")[1] for name in files if _is_staged_function_file(name)}
    touched_libraries = {name.split("/")[1] for name in files if _is_staged_library_file(name)}
    return [
        name
        for name in closures.functions
        if name in touched_functions or touched_libraries.intersection(closures.of(name).libraries)
    ]


def folders(changed: Iterable[str], root: Path = ROOT) -> list[str]:
    """Name the folders whose tests these files touch: their own, and the functions they reach.

    What a function says about itself is compared with the documents by the tests of the whole tree.
    """
    files = [name.strip() for name in changed]
    described = any(PurePath(name).match("functions/*/func.yaml") for name in files)
    found = {_folder(name) for name in files} | {
        f"functions/{name}" for name in affected(files, root)
    }
    if described:
        found |= {f"tests/{path.name}" for path in (root / "tests").glob("test_*.py")}
    return sorted(name for name in found if name and _has_tests(root / name))


def _has_tests(path: Path) -> bool:
    return path.is_file() or any(path.rglob("test_*.py"))


def _folder(name: str) -> str:
    parts = name.split("/")
    if parts[0] in WHOLE:
        return parts[0]
    if parts[0] not in PARTED:
        return ""
    if len(parts) > 2:  # noqa: PLR2004
        return "/".join(parts[:2])
    if parts[0] == "tests":
        # A module of its own, for the whole tree.
        return name if parts[1].startswith("test_") else ""
    return f"{parts[0]}/tests"


def _is_staged_function_file(name: str) -> bool:
    parts = name.split("/")
    return (
        len(parts) == 3  # noqa: PLR2004 - functions/NAME/FILE
        and parts[0] == "functions"
        and parts[2] in {"main.py", "func.yaml", "requirements.txt"}
    )


def _is_staged_library_file(name: str) -> bool:
    parts = name.split("/")
    return parts[0] == "libs" and len(parts) > 2 and parts[2] in {"src", "func.yaml"}  # noqa: PLR2004


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Print what the files on standard input reach, or those that differ between two commits."""
    parser = argparse.ArgumentParser(prog="affected", description=__doc__.partition("\n")[0])
    parser.add_argument("base", nargs="?", help="commit before the change (else: files on stdin)")
    parser.add_argument("head", nargs="?", default="HEAD", help="commit after it")
    parser.add_argument(
        "--folders", action="store_true", help="folders to test, with what is not committed yet"
    )
    options = parser.parse_args(arguments)
    if options.base:
        # What the branch changed since it left the base, not what the base did since.
        commits = [f"{options.base}...{options.head}"]
        if options.folders:
            commits = ["--merge-base", options.base]
        command = ["git", "diff", "--name-only", "--no-renames", *commits]
        done = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            print(f"affected: {done.stderr.strip()}", file=sys.stderr)
            return 1
        changed = done.stdout.splitlines()
        if options.folders:
            new = ["git", "ls-files", "--others", "--exclude-standard"]
            changed += subprocess.check_output(new, cwd=root, text=True).splitlines()
    else:
        changed = sys.stdin.read().splitlines()
    if options.folders:
        names = folders(changed, root)
        if not names:
            print("affected: no test is affected by what changed", file=sys.stderr)
            return 1
        print("\n".join(names))
    else:
        print(json.dumps(affected(changed, root)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
