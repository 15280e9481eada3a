"""The smoke test against a platform on loopback that can be broken in one place."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tools.release.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Iterator

PROBLEM = "application/problem+json"
PAGE = {"Content-Type": "text/html", "Content-Security-Policy": "default-src 'none'"}
KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
GOOD: dict[str, tuple[int, object, dict[str, str]]] = {
    "GET /api/courses": (200, {"items": [{"id": "1"}], "facets": {}}, {}),
    "GET /api/courses/1": (200, {"id": "1"}, {"ETag": '"3"'}),
    "GET /.well-known/jwks.json": (200, {"keys": [{"kty": "EC"}]}, {}),
    "GET /api/users/me": (401, {}, {"Content-Type": PROBLEM}),
    "POST /api/courses": (401, {}, {"Content-Type": PROBLEM}),
    "GET /metrics": (404, {}, {}),
    "GET /health/readiness": (404, {}, {}),
    "GET /login": (200, '<script type="module" src="/assets/a-1.js"></script>', PAGE),
    "GET /": (200, '<link rel="stylesheet" href="/assets/a-2.css"><a href="/login">', PAGE),
    "GET /assets/a-1.js": (200, "", KEPT),
    "GET /assets/a-2.css": (200, "", KEPT),
    "GET /api/openapi.json": (200, {"paths": {}}, {}),
    "GET /problems/not-found": (200, "", {"Content-Type": "text/html"}),
    "GET /api/nowhere": (404, {}, {"Content-Type": PROBLEM}),
}


class Platform(ThreadingHTTPServer):
    """A platform with canned responses; the first requests may find it asleep."""

    def __init__(self) -> None:
        """Listen on a free port."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = dict(GOOD)
        self.asleep = 0


class Handler(BaseHTTPRequestHandler):
    """Looks answers up by method and path."""

    server: Platform

    def do_GET(self) -> None:
        """Return a read."""
        self._answer("GET")

    def do_POST(self) -> None:
        """Return a write."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer("POST")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Keep the tests' output readable."""

    def _answer(self, method: str) -> None:
        code, body, headers = self.server.answers[f"{method} {self.path.partition('?')[0]}"]
        if self.server.asleep:
            self.server.asleep -= 1
            code = 503
        tag = headers.get("ETag")
        if tag and self.headers.get("If-None-Match") == tag:
            code = 304
        text = body if isinstance(body, str) else json.dumps(body)
        content = b"" if code == 304 else text.encode()
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def platform() -> Iterator[Platform]:
    """Serve a platform that is well."""
    server = Platform()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def smoke(platform: Platform) -> int:
    """Run the smoke test."""
    url = f"http://127.0.0.1:{platform.server_port}"
    return main(["smoke", "--url", url, "--pause", "0.01"])


def test_a_platform_that_is_well_passes(
    platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every check is reported."""
    assert smoke(platform) == 0
    assert capsys.readouterr().out.count("ok ") == 6


def test_a_function_may_be_asleep(platform: Platform) -> None:
    """The first tries wake it up."""
    platform.asleep = 2
    assert smoke(platform) == 0


@pytest.mark.parametrize(
    ("request_", "answer", "message"),
    [
        ("GET /api/courses", (500, {}, {}), "500, 200 is wanted"),
        ("GET /api/courses", (200, {"items": None}, {}), "no page of courses"),
        ("GET /api/courses/1", (200, {}, {}), "without ETag"),
        ("GET /.well-known/jwks.json", (200, {"keys": []}, {}), "no keys"),
        ("GET /.well-known/jwks.json", (200, {"keys": [{"d": "x"}]}, {}), "private key"),
        ("GET /api/users/me", (200, {}, {}), "200, 401 is wanted"),
        ("GET /api/users/me", (401, {}, {"Content-Type": "text/html"}), "as text/html"),
        ("POST /api/courses", (201, {}, {}), "201, 401 is wanted"),
        ("GET /metrics", (200, {}, {"Content-Type": "text/plain"}), "answers 200 to strangers"),
        ("GET /metrics", (200, "<p>", PAGE), "/metrics answers 200 to strangers"),
        ("GET /health/readiness", (503, {}, {}), "answers 503 to strangers"),
        ("GET /login", (404, {}, {"Content-Type": PROBLEM}), "404, 200 is wanted"),
        ("GET /login", (200, {}, {}), "/login is no page but of no type"),
        ("GET /login", (200, "", {"Content-Type": "text/html"}), "load whatever it wants"),
        ("GET /", (200, "<h1>Courses</h1>", PAGE), "pages name no file of the app"),
        ("GET /assets/a-1.js", (404, {}, {}), "/assets/a-1.js: 404"),
        ("GET /assets/a-2.css", (404, {}, {}), "/assets/a-2.css: 404"),
        ("GET /assets/a-2.css", (200, "", {}), "is not kept: no Cache-Control"),
        ("GET /api/openapi.json", (404, {}, {}), "404, 200 is wanted"),
        ("GET /api/openapi.json", (200, {}, {}), "no description of the API"),
        ("GET /problems/not-found", (200, {}, {}), "/problems/not-found is no page"),
        ("GET /api/nowhere", (404, "<p>", PAGE), "an unknown address as text/html"),
    ],
)
def test_a_platform_that_is_not_well_fails(
    platform: Platform,
    capsys: pytest.CaptureFixture[str],
    request_: str,
    answer: tuple[int, object, dict[str, str]],
    message: str,
) -> None:
    """Each fault fails the test by itself, and is named."""
    platform.answers[request_] = answer
    assert smoke(platform) == 1
    assert message in capsys.readouterr().out


def test_no_platform_at_all_fails(platform: Platform, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody listens."""
    platform.server_close()
    url = f"http://127.0.0.1:{platform.server_port}"
    assert main(["smoke", "--url", url, "--pause", "0.01"]) == 1
    assert "no answer" in capsys.readouterr().out
