"""How much room the disk has, and what counts as none."""

from __future__ import annotations

import errno
import os
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from local.room import LEAST_BYTES, free_bytes, is_full, means_no_space

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 4096


def _disk(monkeypatch: pytest.MonkeyPatch, blocks: int, *, files: int = 10, left: int = 5) -> None:
    """Let every folder be on a disk with so much room, and twice as much for root."""
    numbers = SimpleNamespace(
        f_frsize=_BLOCK, f_bavail=blocks, f_bfree=2 * blocks, f_files=files, f_favail=left
    )
    monkeypatch.setattr(os, "statvfs", lambda _folder: numbers)


def test_root_s_reserve_is_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stores run as an ordinary user (POSIX, f_bavail and not f_bfree)."""
    _disk(monkeypatch, 3)
    assert free_bytes(tmp_path) == 3 * _BLOCK


def test_a_real_folder_has_room(tmp_path: Path) -> None:
    """As much as the operating system says, in units of f_frsize."""
    disk = os.statvfs(tmp_path)
    assert 0 < free_bytes(tmp_path) <= disk.f_blocks * disk.f_frsize


def test_without_a_file_left_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each new file takes an inode; a file system that counts none has f_files 0."""
    _disk(monkeypatch, 1_000_000, left=0)
    assert free_bytes(tmp_path) == 0
    assert is_full(tmp_path)
    _disk(monkeypatch, 1_000_000, files=0, left=0)
    assert free_bytes(tmp_path) == 1_000_000 * _BLOCK


@pytest.mark.parametrize(("more", "is_it"), [(-1, True), (0, False), (1, False)])
def test_a_disk_is_full_before_its_last_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int, is_it: bool
) -> None:
    """PostgreSQL stops at the first piece of its log that has no room."""
    _disk(monkeypatch, LEAST_BYTES // _BLOCK + more)
    assert is_full(tmp_path) is is_it


def test_a_folder_that_is_gone_is_not_full(tmp_path: Path) -> None:
    """Something else is wrong then, and somebody else says so."""
    assert not is_full(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError):
        free_bytes(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("number", "is_it"),
    [(errno.ENOSPC, True), (errno.EDQUOT, True), (errno.EIO, False), (errno.EROFS, False)],
)
def test_only_two_errors_mean_no_space(number: int, is_it: bool) -> None:
    """A full disk and a used-up quota; one that fails or is read-only does not heal by itself."""
    assert means_no_space(OSError(number, "x")) is is_it
    assert not means_no_space(OSError("without a number"))
