"""An S3 emulator (moto's server) with a bucket like that of terraform/modules/backups."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3

from local.ports import LOOPBACK, free_port, is_listening
from local.processes import unmeasured
from tools.drill.errors import StepFailed
from tools.drill.s3 import S3Bucket

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "learning-drill-backups"
START_SECONDS = 30
RETENTION_DAYS = 30


@contextmanager
def emulated_bucket(log: Path) -> Iterator[S3Bucket]:
    """Run the emulator; yield a bucket in it, and keep AWS's SDK from talking to anything else."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", LOOPBACK, "-p", str(port)]
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, env=unmeasured())
    try:
        _wait(port, server)
        os.environ.update(
            AWS_ACCESS_KEY_ID="emulated",
            AWS_SECRET_ACCESS_KEY="emulated",  # noqa: S106 - whatever is said, moto believes it
            AWS_DEFAULT_REGION="us-east-1",
            AWS_ENDPOINT_URL=f"http://{LOOPBACK}:{port}",
            AWS_CONFIG_FILE=os.devnull,
            AWS_SHARED_CREDENTIALS_FILE=os.devnull,
            AWS_EC2_METADATA_DISABLED="true",
        )
        yield _make_bucket()
    finally:
        server.terminate()
        server.wait(timeout=10)


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


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if is_listening(port):
            return
        time.sleep(0.1)
    message = "the S3 emulator does not respond"
    raise StepFailed(message)
