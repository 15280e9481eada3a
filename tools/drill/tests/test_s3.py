"""The bucket as AWS's SDK sees it: encrypted, versioned, locked. Run by `nox -s drill`."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tools.drill.s3 import S3Bucket

pytestmark = pytest.mark.skipif(
    find_spec("boto3") is None or find_spec("moto") is None,
    reason="needs the dependency group `drill`: nox -s drill",
)


@pytest.fixture
def s3(tmp_path: Path) -> Iterator[S3Bucket]:
    """Run the emulator."""
    from tools.drill.emulator import emulated_bucket

    with patch.dict(os.environ), emulated_bucket(tmp_path / "log") as bucket:
        yield bucket


@pytest.mark.filterwarnings("default::DeprecationWarning")
def test_what_is_put_is_encrypted_and_cannot_be_deleted(s3: S3Bucket, tmp_path: Path) -> None:
    """Our KMS key, S3's own checksum, and a version that is locked for its time."""
    from botocore.exceptions import ClientError

    from tools.drill.errors import BackupMissing

    path = tmp_path / "file"
    path.write_bytes(b"backup")
    s3.put("postgres/1/file", path)
    path.write_bytes(b"overwritten")
    s3.put("postgres/1/file", path)
    s3.get("postgres/1/file", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == b"overwritten"
    assert list(s3.keys("postgres/")) == ["postgres/1/file"]
    head = s3.client.head_object(Bucket=s3.name, Key="postgres/1/file", ChecksumMode="ENABLED")
    assert head["ServerSideEncryption"] == "aws:kms"
    assert head["SSEKMSKeyId"].startswith("arn:aws:kms:")
    assert head["ChecksumSHA256"]
    versions = s3.client.list_object_versions(Bucket=s3.name, Prefix="postgres/")["Versions"]
    assert len(versions) == 2
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.client.delete_object(
            Bucket=s3.name, Key="postgres/1/file", VersionId=versions[-1]["VersionId"]
        )
    with pytest.raises(BackupMissing):
        s3.get("postgres/1/other", tmp_path / "back")
