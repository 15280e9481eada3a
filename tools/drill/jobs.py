"""What the cluster's backup and restore jobs do: one store at a time.

Addresses come from the environment, as they do for functions: DATABASE_URL, MONGODB_URL, REDIS_URL.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tools.drill import mongodb, postgres, redis
from tools.drill.archive import fetch, upload
from tools.drill.errors import StepFailed
from tools.drill.manifest import Manifest, compare, describe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.drill.archive import Bucket
    from tools.drill.manifest import Contents, Store

ADDRESSES = {
    "postgres": "DATABASE_URL",
    "mongodb": "MONGODB_URL",
    "redis": "REDIS_URL",
}


@dataclass(frozen=True)
class Backup:
    """A finished backup: its place and size."""

    prefix: str
    size: int
    """Bytes."""


def address(store: str, environment: Mapping[str, str]) -> str:
    """Return a store's address. Raises StepFailed."""
    if url := environment.get(ADDRESSES[store]):
        return url
    message = f"{ADDRESSES[store]} is not set: which {store}?"
    raise StepFailed(message)


def back_up(store: Store, url: str, bucket: Bucket) -> Backup:
    """Dump a store and put the dump into the bucket. Raises DrillError."""
    # Before the dump begins: a backup may be younger than its name says, never older.
    taken_at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    with tempfile.TemporaryDirectory(prefix="backup-") as scratch:
        folder = Path(scratch)
        found, made_by = _dump(store, url, folder)
        files = describe(folder)
        manifest = Manifest(
            store=store, taken_at=taken_at, made_by=made_by, files=files, contents=found
        )
        return Backup(upload(bucket, folder, manifest), sum(file.size for file in files))


def restore(bucket: Bucket, prefix: str, target: str) -> Manifest:
    """Check a backup, restore it, and compare the store's contents with the backup.

    `target` is the address of an empty store; for Redis the directory of a server that is not
    running yet. Raises BackupMissing or BackupDamaged before anything is changed; StepFailed,
    ContentsDiffer.
    """
    with tempfile.TemporaryDirectory(prefix="restore-") as scratch:
        folder = Path(scratch)
        manifest = fetch(bucket, prefix, folder)
        match manifest.store:
            case "postgres":
                postgres.restore(target, folder)
                compare(manifest.contents, postgres.contents(target), "postgres")
            case "mongodb":
                mongodb.restore(target, folder)
                compare(manifest.contents, mongodb.contents(target), "mongodb")
            case "redis":
                redis.place(folder, Path(target))
    return manifest


def check(bucket: Bucket, prefix: str) -> Manifest:
    """Read a backup to the last byte without restoring it. Raises BackupMissing, BackupDamaged."""
    with tempfile.TemporaryDirectory(prefix="check-") as scratch:
        return fetch(bucket, prefix, Path(scratch))


def _dump(store: Store, url: str, folder: Path) -> tuple[dict[str, Contents], str]:
    match store:
        case "postgres":
            return postgres.dump(url, folder), postgres.version()
        case "mongodb":
            return mongodb.dump(url, folder), mongodb.version()
        case "redis":
            return redis.dump(url, folder), redis.version(url)
