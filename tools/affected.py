"""Which functions must be rebuilt after a change, from the same closure that stages them.

    git diff --name-only A B | python -m tools.affected     # from a list of files
    python -m tools.affected A B                            # from two commits

Prints a JSON list of function names, for a build matrix.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
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
    """Print the affected functions of the files on standard input, or of two commits."""
    parser = argparse.ArgumentParser(prog="affected", description=__doc__.partition("\n")[0])
    parser.add_argument("base", nargs="?", help="commit before the change (else: files on stdin)")
    parser.add_argument("head", nargs="?", default="HEAD", help="commit after it")
    options = parser.parse_args(arguments)
    if options.base:
        # Three dots: what the branch changed since it left the base, not what the base did since.
        command = ["git", "diff", "--name-only", "--no-renames", f"{options.base}...{options.head}"]
        done = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            print(f"affected: {done.stderr.strip()}", file=sys.stderr)
            return 1
        changed = done.stdout.splitlines()
    else:
        changed = sys.stdin.read().splitlines()
    print(json.dumps(affected(changed, root)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
