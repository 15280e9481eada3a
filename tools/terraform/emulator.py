"""An S3 emulator for the state, while the checks run."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import boto3

from tools.emulated_aws import emulated_aws, environment


@contextlib.contextmanager
def s3_emulator() -> Iterator[dict[str, str]]:
    """Run moto; yield the environment in which AWS clients talk to it and to nothing else."""
    with emulated_aws(Path(os.devnull)) as address:
        yield environment(address, "S3", "STS", "IAM")


def make_bucket(settings: dict[str, str], name: str) -> None:
    """Make a versioned bucket, as bootstrap/ does for real."""
    s3 = client(settings)
    s3.create_bucket(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


def client(settings: dict[str, str]) -> boto3.client:
    """Open an S3 client of the real SDK on the emulator."""
    return boto3.client(
        "s3",
        endpoint_url=settings["AWS_ENDPOINT_URL_S3"],
        region_name=settings["AWS_REGION"],
        aws_access_key_id=settings["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=settings["AWS_SECRET_ACCESS_KEY"],
    )
