"""Files that are committed and made from others: what makes them, and writing only what differs.

A generator gives the whole content of the files that it owns, by path. Writing touches a file only
when its content changes and removes what the generator no longer makes; comparing writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path


class SourceError(Exception):
    """What the files are made from contradicts itself; the message says where and how."""


class ToolMissingError(Exception):
    """A program that a generator needs is not on this machine; the message says which."""


class ToolFailedError(Exception):
    """A program that a generator needs is there and failed; the message says how."""


@dataclass(frozen=True)
class Generator:
    """What makes some of the generated files."""

    owned: tuple[str, ...]
    """Globs of the files that it alone makes; one that fits and is not made is removed."""
    make: Callable[[Path], Mapping[str, bytes]]
    """Return the files of a tree, by path. Raises any of the errors above."""


def write(root: Path, files: Mapping[str, bytes], owned: Iterable[str]) -> list[str]:
    """Write what differs and remove other files that match `owned` (globs). Return the changes."""
    changed = differences(root, files, owned)
    for name in changed:
        path = root / name
        if name in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[name])
        else:
            path.unlink()
    return changed


def differences(root: Path, files: Mapping[str, bytes], owned: Iterable[str]) -> list[str]:
    """Name the files that are missing, differ, or match `owned` without being made."""
    differ = [
        name
        for name, content in files.items()
        if not (root / name).is_file() or (root / name).read_bytes() != content
    ]
    present = {
        path.relative_to(root).as_posix()
        for glob in owned
        for path in root.glob(glob)
        if path.is_file()
    }
    return sorted({*differ, *(present - files.keys())})
