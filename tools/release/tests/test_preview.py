"""The preview starts what it is given, visits it, and stops it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.release import preview
from tools.release.__main__ import main
from tools.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# Instead of the host: a platform on the port that it is told.
HOST = f"""
import sys
sys.path.append({str(ROOT)!r})
import local
local.__path__.append({str(ROOT / "local")!r})  # tools import some of it
import signal
from http.server import ThreadingHTTPServer
from tools.release.tests.test_smoke import GOOD, Handler

port = int(sys.argv[sys.argv.index("--port") + 1])
server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
server.answers, server.asleep = dict(GOOD), 0
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
try:
    server.serve_forever()
except KeyboardInterrupt:
    open("stopped", "w").close()
"""


def test_a_platform_is_started_visited_and_stopped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All checks pass, and the host was asked to stop, not killed."""
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "__init__.py").touch()
    (tmp_path / "local" / "__main__.py").write_text(HOST)
    assert main(["--repository", str(tmp_path), "preview", "--pause", "0.01"]) == 0
    assert capsys.readouterr().out.count("ok ") == 6
    assert (tmp_path / "stopped").exists()


def test_a_host_that_does_not_start_is_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends immediately, not after the time limit."""
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "__init__.py").touch()
    (tmp_path / "local" / "__main__.py").write_text("raise SystemExit(3)\n")
    assert main(["--repository", str(tmp_path), "preview"]) == 1
    assert "ended with status 3" in capsys.readouterr().err


def test_a_front_end_that_cannot_be_built_is_no_preview(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is started then; the API's pages were made from what is committed."""
    (tmp_path / "frontend").mkdir()
    (tmp_path / "frontend/package-lock.json").write_text("{}")
    (tmp_path / "docs/api").mkdir(parents=True)
    for name in ("openapi.json", "problems.html"):
        (tmp_path / "docs/api" / name).write_text(name)
    monkeypatch.setattr(preview, "build", lambda *_: 1)

    assert main(["--repository", str(tmp_path), "preview"]) == 2
    assert "the front end cannot be built" in capsys.readouterr().err
    assert (tmp_path / "build/api/problems.html").read_text() == "problems.html"
    assert not (tmp_path / "stopped").exists()
