"""A backup is complete and unharmed, or it is refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.drill import archive
from tools.drill.__main__ import main
from tools.drill.errors import BackupDamaged, BackupMissing, ContentsDiffer
from tools.drill.jobs import check, restore
from tools.drill.manifest import Contents, Manifest, compare, describe
from tools.drill.rehearsal import cut, flip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tools.drill.tests.conftest import FolderBucket

AOF = "appendonlydir/appendonly.aof.1.base.rdb"


def make(bucket: FolderBucket, folder: Path, taken_at: str = "2026-11-22T02:00:00.5Z") -> str:
    """Upload a small backup of Redis."""
    source = folder / "source" / "appendonlydir"
    source.mkdir(parents=True, exist_ok=True)
    (source / "appendonly.aof.1.base.rdb").write_bytes(b"REDIS0011...")
    (source / "appendonly.aof.1.incr.aof").write_bytes(b"")
    manifest = Manifest(
        store="redis",
        taken_at=taken_at,
        made_by="test",
        files=describe(source.parent),
        contents={},
    )
    return archive.upload(bucket, source.parent, manifest)


def test_a_backup_comes_back_as_it_was(bucket: FolderBucket, tmp_path: Path) -> None:
    """What is fetched has the same files with the same bytes, empty ones too."""
    prefix = make(bucket, tmp_path)
    restore(bucket, prefix, str(tmp_path / "data"))
    assert prefix == "redis/20261122T020000Z"
    assert (tmp_path / "data" / AOF).read_bytes() == b"REDIS0011..."
    assert (tmp_path / "data" / "appendonlydir" / "appendonly.aof.1.incr.aof").read_bytes() == b""


@pytest.mark.parametrize("damage", [cut, flip])
@pytest.mark.parametrize("part", ["base.rdb", "manifest-"])
def test_a_damaged_file_is_refused_by_name(
    bucket: FolderBucket, tmp_path: Path, part: str, damage: Callable[[bytes], bytes]
) -> None:
    """One byte less or one bit turned, in a file or in the manifest: nothing is restored."""
    prefix = make(bucket, tmp_path)
    [key] = [key for key in bucket.keys(prefix) if part in key]
    path = bucket.folder / key
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(BackupDamaged, match=part):
        restore(bucket, prefix, str(tmp_path / "data"))
    assert not (tmp_path / "data").exists()


def test_a_missing_file_is_named(bucket: FolderBucket, tmp_path: Path) -> None:
    """A file that the manifest lists and the bucket has not."""
    prefix = make(bucket, tmp_path)
    (bucket.folder / prefix / AOF).unlink()
    with pytest.raises(BackupMissing, match="base"):
        check(bucket, prefix)


def test_a_backup_without_manifest_is_none(bucket: FolderBucket, tmp_path: Path) -> None:
    """A job that died before its last step has left nothing that would be taken for a backup."""
    old = make(bucket, tmp_path)
    new = make(bucket, tmp_path, "2026-11-23T02:00:00Z")
    [manifest] = [key for key in bucket.keys(new) if "manifest-" in key]
    (bucket.folder / manifest).unlink()
    assert archive.latest(bucket, "redis") == old
    with pytest.raises(BackupMissing, match="0 manifests"):
        check(bucket, new)


def test_redis_is_not_restored_over_data(bucket: FolderBucket, tmp_path: Path) -> None:
    """A server's directory that has an append-only file already is left alone."""
    prefix = make(bucket, tmp_path)
    target = tmp_path / "data"
    (target / "appendonlydir").mkdir(parents=True)
    assert main(["restore", prefix, "--into", str(target)], {}, bucket) == 1
    assert list((target / "appendonlydir").iterdir()) == []


def test_differences_are_named() -> None:
    """Missing, new, fewer, other: each with its name."""
    was = {name: Contents(2, "a") for name in ("gone", "fewer", "other", "same")}
    now = {
        "fewer": Contents(1, "b"),
        "other": Contents(2, "b"),
        "same": Contents(2, "a"),
        "new": Contents(0, ""),
    }
    with pytest.raises(ContentsDiffer) as refusal:
        compare(was, now, "postgres")
    assert str(refusal.value) == (
        "postgres: fewer has 1, not 2; gone is missing; new is new; other has other contents"
    )


def test_the_command_line_checks_the_newest(
    bucket: FolderBucket, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A store's name stands for its newest backup; a damaged one ends with 1 and its name."""
    make(bucket, tmp_path)
    newest = make(bucket, tmp_path, "2026-11-23T02:00:00Z")
    assert main(["list", "redis"], {}, bucket) == 0
    assert main(["check", "redis"], {}, bucket) == 0
    assert "2 files, every byte as backed up" in capsys.readouterr().out
    path = bucket.folder / newest / AOF
    path.write_bytes(cut(path.read_bytes()))
    assert main(["check", "redis"], {}, bucket) == 1
    assert f"{newest}/{AOF} is damaged: 11 bytes, 12 were backed up" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["backup", "postgres"], "DATABASE_URL is not set"),
        (["check", "postgres"], "there is no complete backup of postgres"),
        (["restore", "redis/20260101T000000Z"], "--into is not given"),
    ],
)
def test_what_is_missing_is_said(
    bucket: FolderBucket, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    """A request that cannot be carried out ends with 1 and one line."""
    assert main(arguments, {}, bucket) == 1
    assert message in capsys.readouterr().err
