"""An S3 emulator for the state, while the checks run."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import boto3

from local.ports import free_port, is_listening

START_SECONDS = 30


@contextlib.contextmanager
def s3_emulator() -> Iterator[dict[str, str]]:
    """Run moto; yield the environment in which AWS clients talk to it and to nothing else."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: is_listening(port), server)
        yield _environment(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(timeout=10)


def make_bucket(environment: dict[str, str], name: str) -> None:
    """Make a versioned bucket, as bootstrap/ does for real."""
    s3 = client(environment)
    s3.create_bucket(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


def client(environment: dict[str, str]) -> boto3.client:
    """Open an S3 client of the real SDK on the emulator."""
    return boto3.client(
        "s3",
        endpoint_url=environment["AWS_ENDPOINT_URL_S3"],
        region_name=environment["AWS_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )


def _environment(address: str) -> dict[str, str]:
    services = ("S3", "STS", "IAM")
    return {
        "AWS_ACCESS_KEY_ID": "emulated",
        "AWS_SECRET_ACCESS_KEY": "emulated",
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        **{f"AWS_ENDPOINT_URL_{name}": address for name in services},
    }


def wait_until(ready: Callable[[], bool], server: subprocess.Popen[bytes]) -> None:
    """Wait for a process that was started. Raises TimeoutError."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if ready():
            return
        time.sleep(0.1)
    raise TimeoutError(f"{server.args!r} was not ready within {START_SECONDS} s")
