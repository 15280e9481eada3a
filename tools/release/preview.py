"""The platform of a pull request: started from its own sources, tested, stopped, discarded."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2

from local.ports import LOOPBACK, free_port
from tools.frontend.__main__ import LOG, FrontEnd, main as build
from tools.openapi.__main__ import PAGES
from tools.openapi.site import DOCUMENT, pages
from tools.ops.errors import TimedOut, UsageError
from tools.release.smoke import TIMEOUT_SECONDS, Visitor, smoke
from tools.vendor import write_tree

START_SECONDS = 300
STOP_SECONDS = 60
NEXT_STEP = "`nox -s up` on your own machine shows why"


def preview(root: Path, pause: float) -> None:
    """Run the platform until the smoke test is through. Raises SmokeFailed, TimedOut, UsageError.

    The functions have to be staged before (`nox -s vendor`); the files are made here.
    """
    _make_files(root)
    with tempfile.TemporaryDirectory(prefix="preview-") as data:
        url = f"http://{LOOPBACK}:{(port := free_port())}"
        options = ("--port", str(port), "--data", data)
        host = subprocess.Popen([sys.executable, "-m", "local", *options], cwd=root)
        try:
            with httpx2.Client(base_url=url, timeout=TIMEOUT_SECONDS) as client:
                _wait(client, host)
                smoke(Visitor(client, pause))
        finally:
            host.send_signal(signal.SIGINT)
            try:
                host.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                host.kill()
                host.wait()


def _make_files(root: Path) -> None:
    """Build the front end and the API's pages, as `nox -s up` does, where there are any."""
    if (root / DOCUMENT).exists():
        write_tree(root / PAGES, pages(root))
    if FrontEnd(root).is_there and build([], root):
        raise UsageError(
            "the front end cannot be built",
            next_step=f"{LOG} says why; `nox -s frontend` checks it",
        )


def _wait(client: httpx2.Client, host: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if (code := host.poll()) is not None:
            raise TimedOut(
                f"the platform ended with status {code} before it responded", next_step=NEXT_STEP
            )
        try:
            if client.get("/api/courses?limit=1").is_success:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.5)
    raise TimedOut(f"the platform did not respond within {START_SECONDS} s", next_step=NEXT_STEP)
