"""Generated files that are committed: written by one command, compared by another.

A generator gives the whole content of what it makes, by path. Writing puts it into the tree and
removes what it made before and makes no more; checking tells what differs.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def write(root: Path, wanted: Mapping[str, bytes], owned: Iterable[str]) -> list[str]:
    """Write what differs and remove other files that match `owned` (globs). Name what changed."""
    changed = differences(root, wanted, owned)
    for name in changed:
        path = root / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[name])
        else:
            path.unlink()
    return changed


def differences(root: Path, wanted: Mapping[str, bytes], owned: Iterable[str]) -> list[str]:
    """Name the files that are missing, differ, or match `owned` without being wanted."""
    differ = [
        name
        for name, content in wanted.items()
        if not (root / name).is_file() or (root / name).read_bytes() != content
    ]
    present = {path.relative_to(root).as_posix() for glob in owned for path in root.glob(glob)}
    return sorted({*differ, *(present - wanted.keys())})


def settle(
    root: Path, wanted: Mapping[str, bytes], owned: Iterable[str], *, check: bool, command: str
) -> int:
    """Write or check from the command line and say what happened; 1 when a check fails."""
    owned = tuple(owned)
    if not check:
        for name in write(root, wanted, owned):
            print(f"wrote {name}" if name in wanted else f"removed {name}")
        return 0
    stale = differences(root, wanted, owned)
    for name in stale:
        print(f"{name} is not what `{command}` makes", file=sys.stderr)
    return 1 if stale else 0
