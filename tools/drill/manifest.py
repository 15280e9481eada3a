"""A backup's manifest: its files by SHA-256, and the contents of the store."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

import msgspec

from tools.drill.errors import BackupDamaged, ContentsDiffer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Store = Literal["postgres", "mongodb", "redis"]
STORES: tuple[Store, ...] = ("postgres", "mongodb", "redis")
CHUNK = 1 << 20


class Contents(msgspec.Struct, frozen=True):
    """A table, a collection or a kind of keys: the number of items, and one checksum of all."""

    count: int
    sha256: str


class File(msgspec.Struct, frozen=True):
    """One file of a backup; its name is relative, with slashes."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One backup of one store. It is uploaded last: without it there is no backup."""

    store: Store
    taken_at: str
    """RFC 3339, UTC: the state that the backup holds is this old or younger."""
    made_by: str
    """Tool and version, for the person who restores it in years to come."""
    files: list[File]
    contents: dict[str, Contents]
    """By table or collection, from the same snapshot as the files. Empty for Redis, whose
    snapshot cannot be asked."""


def describe(folder: Path) -> list[File]:
    """List the files below a folder with sizes and checksums, sorted by name."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        File(path.relative_to(folder).as_posix(), path.stat().st_size, sha256(path))
        for path in paths
    ]


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, as hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def check_file(path: Path, expected: File, where: str) -> None:
    """Check a file against the manifest. Raises BackupDamaged naming it and the difference."""
    size = path.stat().st_size
    if size != expected.size:
        message = f"{where} is damaged: {size} bytes, {expected.size} were backed up"
        raise BackupDamaged(message)
    found = sha256(path)
    if found != expected.sha256:
        message = f"{where} is damaged: SHA-256 {found[:16]}..., {expected.sha256[:16]}... expected"
        raise BackupDamaged(message)


def encode(manifest: Manifest) -> bytes:
    """Write a manifest."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2)


def decode(content: bytes, where: str) -> Manifest:
    """Read a manifest. Raises BackupDamaged."""
    try:
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as error:
        message = f"{where} is damaged: {error}"
        raise BackupDamaged(message) from error


def compare(expected: Mapping[str, Contents], found: Mapping[str, Contents], store: str) -> None:
    """Compare contents with contents. Raises ContentsDiffer naming each difference."""
    if faults := list(_differences(expected, found)):
        message = f"{store}: {'; '.join(faults)}"
        raise ContentsDiffer(message)


def _differences(expected: Mapping[str, Contents], found: Mapping[str, Contents]) -> Iterable[str]:
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            yield f"{name} is missing"
        elif name not in expected:
            yield f"{name} is new"
        elif (was := expected[name].count) != (now := found[name].count):
            yield f"{name} has {now}, not {was}"
        elif expected[name].sha256 != found[name].sha256:
            yield f"{name} has other contents"
