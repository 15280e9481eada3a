"""The object store is set up however slowly it begins to respond."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from local.data_directory import DataDirectory
from local.ports import LOOPBACK
from local.stores import seaweed
from local.stores.seaweed import BUCKET, SeaweedServer

pytestmark = pytest.mark.usefixtures("socket_enabled")

HANGS = 0


@contextmanager
def responding(server: SeaweedServer, *statuses: int) -> Iterator[list[str]]:
    """Stand in for S3: one status for each request, the last one from then on; `HANGS` is none."""
    left, made = list(statuses), []

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status = left.pop(0) if len(left) > 1 else left[0]
            if status == HANGS:
                time.sleep(0.5)
                return
            made.append(self.path.partition("?")[0])
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Print nothing."""

    s3 = ThreadingHTTPServer((LOOPBACK, server.port), Handler)
    threading.Thread(target=s3.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield made
    finally:
        s3.shutdown()
        s3.server_close()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SeaweedServer]:
    """A store that is impatient."""
    monkeypatch.setattr(seaweed, "PING_SECONDS", 0.2)
    data = DataDirectory(tmp_path / "data")
    yield SeaweedServer(data, "secret")
    data.close()


def test_a_store_that_is_slow_to_respond_is_asked_again(server: SeaweedServer) -> None:
    """It hangs, it is not ready, it works: the bucket and the object in it are made."""
    with responding(server, HANGS, 503, 200) as made:
        server.finish()

    assert made[-2:] == [f"/{BUCKET}", f"/{BUCKET}/ready"]


@pytest.mark.parametrize(("status", "said"), [(503, "answered 503"), (HANGS, "timed out")])
def test_a_store_that_never_works_says_why(
    server: SeaweedServer, monkeypatch: pytest.MonkeyPatch, status: int, said: str
) -> None:
    """After its time, with the last reason."""
    monkeypatch.setattr(seaweed, "FINISH_SECONDS", 0.5)
    with responding(server, status), pytest.raises(OSError, match=said):
        server.finish()
