"""Backups in a bucket: `STORE/TIME/...` and, last of all, `STORE/TIME/manifest-SHA256.json`.

Each store's job writes below its own prefix only (terraform/modules/backups). The manifest's name
contains its own checksum, so damage to any file of a backup is noticed, and a job that died
half-way has left no manifest, so its files are not mistaken for a backup.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tools.drill.errors import BackupDamaged, BackupMissing
from tools.drill.manifest import check_file, decode, encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.drill.manifest import Manifest

MANIFEST = re.compile(r"(?P<prefix>[a-z]+/[0-9TZ]+)/manifest-(?P<sha256>[0-9a-f]{64})\.json")


class Bucket(Protocol):
    """Where backups are kept."""

    def put(self, key: str, path: Path) -> None:
        """Store a file."""

    def get(self, key: str, path: Path) -> None:
        """Download a file. Raises BackupMissing."""

    def keys(self, prefix: str) -> Iterable[str]:
        """List the keys below a prefix, oldest name first."""


def upload(bucket: Bucket, folder: Path, manifest: Manifest) -> str:
    """Store a backup and return its prefix."""
    prefix = f"{manifest.store}/{stamp(manifest.taken_at)}"
    for file in manifest.files:
        bucket.put(f"{prefix}/{file.name}", folder / file.name)
    content = encode(manifest)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "manifest.json"
        path.write_bytes(content)
        bucket.put(f"{prefix}/manifest-{hashlib.sha256(content).hexdigest()}.json", path)
    return prefix


def stamp(taken_at: str) -> str:
    """Format a time as part of a key, which sorts by age and needs no quoting."""
    return re.sub(r"\.\d+|[-:]", "", taken_at)


def complete(bucket: Bucket, store: str) -> list[str]:
    """List the prefixes of a store's complete backups, oldest first."""
    found = (MANIFEST.fullmatch(key) for key in bucket.keys(f"{store}/"))
    return sorted(match["prefix"] for match in found if match)


def latest(bucket: Bucket, store: str) -> str:
    """Return the prefix of a store's newest complete backup. Raises BackupMissing."""
    prefixes = complete(bucket, store)
    if not prefixes:
        message = f"there is no complete backup of {store}"
        raise BackupMissing(message)
    return prefixes[-1]


def fetch(bucket: Bucket, prefix: str, folder: Path) -> Manifest:
    """Download a backup and check every byte of it before using it.

    Raises BackupMissing, BackupDamaged.
    """
    manifest = _manifest(bucket, prefix)
    for file in manifest.files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        bucket.get(f"{prefix}/{file.name}", path)
        check_file(path, file, f"{prefix}/{file.name}")
    return manifest


def _manifest(bucket: Bucket, prefix: str) -> Manifest:
    found = [match for key in bucket.keys(f"{prefix}/") if (match := MANIFEST.fullmatch(key))]
    if len(found) != 1:
        message = f"{prefix} has {len(found)} manifests, so it is no complete backup"
        raise BackupMissing(message)
    key = found[0].group()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "manifest.json"
        bucket.get(key, path)
        content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != found[0]["sha256"]:
        message = f"{key} is damaged: its SHA-256 is not the one in its name"
        raise BackupDamaged(message)
    return decode(content, key)
