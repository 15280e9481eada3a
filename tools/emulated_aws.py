"""AWS on this machine: moto's server, and the environment in which clients talk to nothing else.

Imports nothing that the environment of `nox -s terraform` does not have.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from local.ports import LOOPBACK, free_port, is_listening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

START_SECONDS = 30
REGION = "us-east-1"


@contextlib.contextmanager
def emulated_aws(log: Path, inherited: Mapping[str, str] | None = None) -> Iterator[str]:
    """Run the emulator; yield its address. Raises TimeoutError."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", LOOPBACK, "-p", str(port)]
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, env=inherited)
    try:
        wait_until(lambda: is_listening(port), server)
        yield f"http://{LOOPBACK}:{port}"
    finally:
        server.terminate()
        server.wait(timeout=10)


def environment(address: str, *services: str) -> dict[str, str]:
    """Return the settings of AWS's SDKs for these services of the emulator, or for all."""
    variables = [f"AWS_ENDPOINT_URL_{each}" for each in services] or ["AWS_ENDPOINT_URL"]
    return {
        # Whatever is said, moto believes it.
        "AWS_ACCESS_KEY_ID": "emulated",
        "AWS_SECRET_ACCESS_KEY": "emulated",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        **dict.fromkeys(variables, address),
    }


def wait_until(ready: Callable[[], bool], server: subprocess.Popen[bytes]) -> None:
    """Wait for a process that was started. Raises TimeoutError."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if ready():
            return
        time.sleep(0.1)
    raise TimeoutError(f"{server.args!r} was not ready within {START_SECONDS} s")
