"""A bucket that is a folder: the same questions, no server."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.drill.errors import BackupMissing

if TYPE_CHECKING:
    from collections.abc import Iterator


class FolderBucket:
    """Keeps objects as files."""

    def __init__(self, folder: Path) -> None:
        """Keep them below a folder."""
        self.folder = folder

    def put(self, key: str, path: Path) -> None:
        """Store a file."""
        target = self.folder / key
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)

    def get(self, key: str, path: Path) -> None:
        """Bring a file back."""
        if not (self.folder / key).is_file():
            raise BackupMissing(key)
        shutil.copyfile(self.folder / key, path)

    def keys(self, prefix: str) -> Iterator[str]:
        """List what is below a prefix."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        names = sorted(path.relative_to(self.folder).as_posix() for path in found)
        return (name for name in names if name.startswith(prefix))


@pytest.fixture
def bucket(tmp_path: Path) -> FolderBucket:
    """Return an empty bucket."""
    return FolderBucket(tmp_path / "bucket")
