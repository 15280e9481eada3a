"""The directory that keeps all data between runs, used by one host at a time."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from local.errors import DataDirectoryBusy, HostError, reason
from local.room import FIRST_START_BYTES, LEAST_BYTES, free_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import TextIOWrapper

# A unix socket's path may have 107 bytes; the longest service name and ".sock" must fit behind it.
LONGEST_SOCKET_FOLDER = 107 - len("/") - 48

# The first file that a host makes in its directory.
LOCK = "lock"


class DataDirectory:
    """Paths below one directory, which is created on opening and locked until `close`.

    Raises `DataDirectoryBusy` when another host holds the lock, `HostError` when the directory
    cannot be created or used, holds anything that is not ours, or its disk is full.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: TextIOWrapper | None = None
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._look_for_others()
            self._take_lock()
            for folder in (self.logs, self.secrets, self.run, self.mail, self.texts):
                folder.mkdir(mode=0o700, exist_ok=True)
                if not os.access(folder, os.W_OK | os.X_OK):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
            self.sockets = self._socket_folder()
            self._look_for_room()
        except OSError as fault:
            self.close()
            raise HostError(reason(fault, path)) from fault
        except HostError:
            self.close()
            raise

    @property
    def postgres(self) -> Path:
        """Return PostgreSQL's own directory."""
        return self.path / "postgres"

    @property
    def valkey(self) -> Path:
        """Return Valkey's own directory."""
        return self.path / "valkey"

    @property
    def mongo(self) -> Path:
        """Return SecantusDB's own directory."""
        return self.path / "mongo"

    @property
    def objects(self) -> Path:
        """Return SeaweedFS's own directory."""
        return self.path / "objects"

    @property
    def mail(self) -> Path:
        """Return the folder of the inbox: one file per email."""
        return self.path / "mail"

    @property
    def texts(self) -> Path:
        """Return the folder of the text messages: one file each."""
        return self.path / "texts"

    @property
    def logs(self) -> Path:
        """Return the folder of the processes' logs."""
        return self.path / "logs"

    @property
    def secrets(self) -> Path:
        """Return the folder of passwords and keys, readable only by the owner."""
        return self.path / "secrets"

    @property
    def run(self) -> Path:
        """Return the folder for what only a running host needs."""
        return self.path / "run"

    @property
    def demo_mark(self) -> Path:
        """Return the file whose presence means that the demo data is complete."""
        return self.path / "demo-loaded"

    @property
    def environment(self) -> Path:
        """Return the file with the addresses and keys of the running host, as JSON."""
        return self.run / "environment.json"

    def write_environment(self, values: Mapping[str, str]) -> None:
        """Write what scripts need to reach this host's stores, readable only by the owner."""
        self.environment.touch(mode=0o600)
        self.environment.write_text(json.dumps(values, indent=2))

    def socket(self, service: str) -> Path:
        """Return the path of a service's unix socket."""
        return self.sockets / f"{service}.sock"

    def close(self) -> None:
        """Release the lock."""
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self.environment.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def _look_for_others(self) -> None:
        """Keys and databases never go between somebody's files: a commit would take them along."""
        names = {each.name for each in self.path.iterdir()}
        # A file system's own folder is in the root of every new disk.
        if names - {"lost+found"} and LOCK not in names:
            message = f"{self.path} holds other files: name a new or empty folder with --data"
            raise HostError(message)

    def _take_lock(self) -> None:
        lock = (self.path / LOCK).open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            lock.close()
            message = (
                f"another host is already running on {self.path}: stop it, or use another --data"
            )
            raise DataDirectoryBusy(message) from fault
        self._lock = lock

    def _look_for_room(self) -> None:
        free = free_bytes(self.path)
        needed = LEAST_BYTES if self.postgres.exists() else FIRST_START_BYTES
        if free < needed:
            message = (
                f"there are {free >> 20} MiB free on the disk of {self.path}, and at least "
                f"{needed >> 20} are needed: make room, or use another --data"
            )
            raise HostError(message)

    def _socket_folder(self) -> Path:
        folder = self.run / "sockets"
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
            mark = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
            folder = Path(tempfile.gettempdir()) / f"learning-{os.getuid()}-{mark}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.getuid():
            message = f"{folder} belongs to another user: use a shorter --data"
            raise HostError(message)
        for stale in folder.glob("*.sock"):
            stale.unlink()
        return folder
