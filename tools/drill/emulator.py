"""An S3 emulator (moto's server) with a bucket like that of terraform/modules/backups."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import boto3

from local.processes import unmeasured
from tools.drill.errors import StepFailed
from tools.drill.s3 import S3Bucket
from tools.emulated_aws import emulated_aws, environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "learning-drill-backups"
RETENTION_DAYS = 30


@contextmanager
def emulated_bucket(log: Path) -> Iterator[S3Bucket]:
    """Run the emulator; yield a bucket in it, and keep AWS's SDK from talking to anything else."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(emulated_aws(log, unmeasured()))
        except TimeoutError as late:
            message = "the S3 emulator does not respond"
            raise StepFailed(message) from late
        os.environ.update(environment(address))
        yield _make_bucket()


def _make_bucket() -> S3Bucket:
    s3: Any = boto3.client("s3")
    key = boto3.client("kms").create_key(Description="backups")["KeyMetadata"]["Arn"]
    s3.create_bucket(Bucket=NAME, ObjectLockEnabledForBucket=True)
    s3.put_bucket_versioning(Bucket=NAME, VersioningConfiguration={"Status": "Enabled"})
    rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    s3.put_bucket_encryption(
        Bucket=NAME,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": rule, "BucketKeyEnabled": True}]
        },
    )
    s3.put_object_lock_configuration(
        Bucket=NAME,
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": RETENTION_DAYS}},
        },
    )
    return S3Bucket(NAME, key)
