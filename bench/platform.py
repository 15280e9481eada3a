"""The platform that is measured: `python -m local` on a free port with a directory of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.machine import OTHERS
from local.credentials import kept_credentials
from local.functions.environment import function_environment
from local.functions.manifest import read_manifest
from local.ports import free_port
from local.processes import die_with_parent
from tools.tree import ROOT

START_SECONDS = 300
STOP_SECONDS = 30


class PlatformFailed(Exception):  # noqa: N818 - says what happened
    """The platform ended, or was not ready in time; the message has its last lines."""


@dataclass
class Platform:
    """A running platform."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Return the address of its gateway."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> Path:
        """Return the file with what it printed."""
        return self.folder.with_suffix(".log")

    @property
    def environment(self) -> dict[str, str]:
        """Return the addresses and keys that scripts on this machine use."""
        found: dict[str, str] = json.loads((self.folder / "run/environment.json").read_text())
        return found

    def environment_of(self, function: str) -> dict[str, str]:
        """Return a function's whole environment, with the settings of its image."""
        shared = self.environment
        credentials = kept_credentials(self.folder / "secrets")
        secrets = {
            "postgres:url": shared["DATABASE_URL"],
            "mongodb:url": shared["MONGODB_URL"],
            "redis:url": shared["REDIS_URL"],
            "smtp:url": shared["SMTP_URL"],
            "push:vapid-key": credentials.vapid_key,
            "identity:signing-key": shared["LMS_SIGNING_KEY"],
            "identity:public-keys": shared["LMS_PUBLIC_KEYS"],
            "notifications:link-key": shared["LMS_LINK_KEYS"],
        }
        manifest = read_manifest(ROOT / "build/functions" / function / "func.yaml")
        image = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}
        return function_environment(manifest, secrets, {**shared, **image})

    def processes(self) -> dict[int, list[str]]:
        """Return all its processes: id to command line."""
        host = psutil.Process(self.process.pid)
        found = {}
        for one in (host, *host.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                found[one.pid] = one.cmdline()
        return found


@contextlib.contextmanager
def platform(*options: str) -> Iterator[Platform]:
    """Run a platform on the cores that are not measured. Raises PlatformFailed."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        running = _start(Path(folder), options)
        try:
            _wait(running)
            yield running
        finally:
            running.process.send_signal(signal.SIGTERM)
            try:
                running.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                running.process.kill()
                running.process.wait()


def _start(folder: Path, options: tuple[str, ...]) -> Platform:
    port, parent = free_port(), os.getpid()

    def in_the_child() -> None:
        os.sched_setaffinity(0, OTHERS)
        die_with_parent(signal.SIGTERM, parent)

    data = folder / "data"
    command = [sys.executable, "-m", "local", "--port", str(port), "--data", str(data)]
    with data.with_suffix(".log").open("wb") as output:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Ctrl-C is for the bench, which stops it in order.
            start_new_session=True,
            preexec_fn=in_the_child,  # noqa: PLW1509 - system calls, no lock is taken
        )
    return Platform(data, port, process)


def _wait(running: Platform) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and running.process.poll() is None:
        if f"Ready: {running.url}" in running.output.read_text():
            return
        time.sleep(0.2)
    raise PlatformFailed(running.output.read_text()[-4000:])
