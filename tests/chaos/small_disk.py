"""A platform whose data is on a small disk of its own, which can be filled and freed."""

from __future__ import annotations

import contextlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.platform import Platform

if TYPE_CHECKING:
    from typing import BinaryIO

MEBIBYTES = 200
_UNSHARED = ("unshare", "--mount", "--propagation", "private", "--")
_MOUNT = f'mount -t tmpfs -o size={MEBIBYTES}m tmpfs "$0"'


def reason_without(folder: Path) -> str:
    """Return why this machine lets us have no disk of our own; empty when it does."""
    try:
        tried = subprocess.run(
            [*_UNSHARED, "sh", "-c", _MOUNT, folder], capture_output=True, text=True, check=False
        )
    except FileNotFoundError as fault:
        return str(fault)
    return tried.stderr.strip() if tried.returncode else ""


@dataclass
class SmallDiskPlatform(Platform):
    """`python -m local` in a mount namespace, where its data directory's parent is a tmpfs."""

    def __post_init__(self) -> None:
        """Mount the disk before the host starts; the process stays the same one."""
        self.prefix = (*_UNSHARED, "sh", "-c", f'{_MOUNT} && exec "$@"', str(self.disk_name))

    @property
    def disk_name(self) -> Path:
        """The folder as the platform calls it."""
        return self.data.parent

    @property
    def disk(self) -> Path:
        """The folder as seen from outside of the namespace."""
        assert self.process is not None
        return Path(f"/proc/{self.process.pid}/root{self.disk_name}")

    def environment(self) -> dict[str, str]:
        """Return the functions' settings: store addresses and keys."""
        file = self.disk / self.data.name / "run" / "environment.json"
        found: dict[str, str] = json.loads(file.read_text())
        return found


class Filler:
    """A file that takes what room there is."""

    def __init__(self, disk: Path) -> None:
        """Take nothing yet."""
        self._file = disk / "filler"
        self._open: BinaryIO = self._file.open("ab", buffering=0)

    def fill(self) -> None:
        """Write until nothing fits any more, not even a byte."""
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    self._open.write(bytes(size))

    def free(self) -> None:
        """Give it all back."""
        self._open.close()
        self._file.unlink()
