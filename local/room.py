"""Room on the disk: how much is left, and which errors mean that there is none."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# PostgreSQL's log grows by files of this size.
LEAST_BYTES = 16 * 1024 * 1024
# What a first start writes: three empty stores, the demo data, the logs.
FIRST_START_BYTES = 128 * 1024 * 1024
NO_SPACE = "no space on the disk of the data directory"
_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT})


def free_bytes(folder: Path) -> int:
    """Return how much an ordinary user may still write; 0 when no further file fits."""
    disk = os.statvfs(folder)
    # Some file systems do not count files.
    if disk.f_files and not disk.f_favail:
        return 0
    return disk.f_bavail * disk.f_frsize


def is_full(folder: Path) -> bool:
    """Tell whether the stores can no longer write."""
    try:
        return free_bytes(folder) < LEAST_BYTES
    except OSError:
        return False


def means_no_space(fault: OSError) -> bool:
    """Tell whether an error is that of a full disk, or of a used-up quota."""
    return fault.errno in _ERRORS
