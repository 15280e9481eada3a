"""S3 through AWS's own SDK: encrypted by the bucket's KMS key, checked on the way in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

from tools.drill.errors import BackupMissing, StepFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHECKSUM = "SHA256"


class S3Bucket:
    """One bucket. Credentials, region and address come from the environment, as AWS's SDK does."""

    def __init__(self, name: str, key: str) -> None:
        """Remember bucket and KMS key (its ARN); every object is encrypted with that key."""
        self.name = name
        self.client: Any = boto3.client("s3")
        self._encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}

    def put(self, key: str, path: Path) -> None:
        """Store a file; S3 itself compares the SHA-256 of what arrived. Raises StepFailed."""
        extra = {"ChecksumAlgorithm": CHECKSUM, **self._encryption}
        try:
            self.client.upload_file(str(path), self.name, key, ExtraArgs=extra)
        except (boto3.exceptions.S3UploadFailedError, ClientError) as error:
            message = f"s3://{self.name}/{key}: {error}"
            raise StepFailed(message) from error

    def get(self, key: str, path: Path) -> None:
        """Download a file. Raises BackupMissing."""
        try:
            self.client.download_file(self.name, key, str(path))
        except ClientError as error:
            message = f"s3://{self.name}/{key}: {error}"
            raise BackupMissing(message) from error

    def keys(self, prefix: str) -> Iterator[str]:
        """List what is below a prefix, in the order of names."""
        pages = self.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.name, Prefix=prefix):
            for entry in page.get("Contents", ()):
                yield entry["Key"]
