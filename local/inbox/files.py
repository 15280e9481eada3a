"""Files that are written completely or not at all, even in a crash."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(file: Path, raw: bytes) -> None:
    """Write a file so that it is on disk, under its name, when this returns; else leave nothing."""
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as draft:
        try:
            draft.write(raw)
            draft.flush()
            os.fsync(draft.fileno())
        except OSError:
            Path(draft.name).unlink()
            raise
    Path(draft.name).replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
