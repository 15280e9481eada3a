"""The front end's files behind a real nginx: how long they are cached, and who gets the shell.

The same files behind the image's nginx, used in a cluster, get the same responses.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from local.front_end import FrontEnd, built_front_end, kept_front_end
from local.functions import Route
from local.gateway import (
    Gateway,
    image_configuration,
    nginx_configuration,
    prepare_gateway,
)
from local.gateway.files import PAGE_HEADERS
from local.gateway.image import API, APP, BUCKET, PORT
from local.ports import free_port
from local.tests.gateways import running_nginx
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from local.processes import Ledger

ROUTES = {
    **dict.fromkeys(Route.parse_all("GET /, /courses, /courses/{slug}"), "render-page"),
    Route.parse("GET /robots.txt"): "render-sitemap",
    Route.parse("GET /api/courses"): "list-courses",
}
DOCKERFILE = ROOT / "frontend/Dockerfile"
MANIFEST = {"css": ["/assets/a-1.css"], "js": ["/assets/a-2.js"], "preload": []}


@pytest.fixture
def dist(short_path: Path) -> Path:
    """Return a small build of a front end."""
    folder = short_path / "dist"
    for name, text in {
        "index.html": "<div id=root></div>",
        "sw.js": "self",
        "manifest.webmanifest": "{}",
        "assets/a-1.css": "body { margin: 0 }" * 100,
        "icons/icon.svg": "<svg/>",
        "page-manifest.json": json.dumps(MANIFEST, indent=2),
        ".vite/manifest.json": "{}",
        ".hidden": "",
        "made-from.sha256": "x",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for name, text in {
        "openapi.json": '{"openapi": "3.1.0"}',
        "docs/index.html": "<h1>Docs</h1>",
        "docs/swagger-ui.css": "body { margin: 0 }",
        "problems.html": "<h1>Problems</h1>",
        "schemas/a.b.v1.json": "{}",
    }.items():
        (short_path / "api" / name).parent.mkdir(parents=True, exist_ok=True)
        (short_path / "api" / name).write_text(text)
    return folder


def test_a_build_is_read_from_its_folder(dist: Path) -> None:
    """The served files, and the manifest on one line for the functions."""
    found = built_front_end(dist)
    assert found is not None
    assert found.folder == dist
    assert found.files == ("index.html", "manifest.webmanifest", "sw.js")
    assert json.loads(found.manifest) == MANIFEST
    assert "\n" not in found.manifest


@pytest.mark.parametrize("lost", ["index.html", "page-manifest.json"])
def test_half_a_build_is_none(dist: Path, lost: str) -> None:
    """Nor is one whose manifest cannot be read."""
    (dist / lost).unlink()
    assert built_front_end(dist) is None


def test_an_unreadable_manifest_is_no_build(dist: Path) -> None:
    """The platform then runs without a front end."""
    (dist / "page-manifest.json").write_text("{")
    assert built_front_end(dist) is None


def test_a_run_keeps_the_build_that_it_began_with(dist: Path, short_path: Path) -> None:
    """A build made in the meantime is for the next run."""
    copy = kept_front_end(dist, short_path / "kept")
    (dist / "assets/a-1.css").unlink()
    (dist / "index.html").write_text("another")

    assert copy is not None
    assert (copy.folder / "assets/a-1.css").exists()
    assert (copy.folder / "index.html").read_text() == "<div id=root></div>"
    again = kept_front_end(dist, short_path / "kept")
    assert again is not None
    assert (again.folder / "index.html").read_text() == "another"


def test_what_cannot_be_copied_is_no_front_end(dist: Path, short_path: Path) -> None:
    """The platform runs without one then, as without a build."""
    (dist / "gone").symlink_to(short_path / "nowhere")
    assert kept_front_end(dist, short_path / "kept") is None
    assert kept_front_end(short_path / "nothing", short_path / "kept") is None
    assert not (short_path / "kept").exists()


def _gateway(folder: Path, front_end: FrontEnd | None, **more: object) -> Gateway:
    options: dict[str, Any] = {
        "port": 8080,
        "host_port": 9000,
        "routes": ROUTES,
        "sockets": dict.fromkeys(ROUTES.values(), folder / "receiver.sock"),
        "api": folder / "api",
        "front_end": front_end,
    }
    return Gateway(**{**options, **more})


def test_without_a_front_end_the_root_says_what_there_is(short_path: Path) -> None:
    """With one it is a page like the others."""
    dist = short_path / "dist"
    without = nginx_configuration(_gateway(short_path, None))
    assert "/_local/welcome" in without
    assert "@shell" not in without
    with_one = nginx_configuration(_gateway(short_path, FrontEnd(dist, ("index.html",), "{}")))
    assert "/_local/welcome" not in with_one


@pytest.fixture
async def site(
    short_path: Path, dist: Path, ledger: Ledger, receiver: object
) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client of a real nginx in front of the build; every function is the receiver."""
    configuration = _gateway(
        short_path,
        built_front_end(dist),
        port=free_port(),
        host_port=free_port(),
        as_root=os.geteuid() == 0,
    )
    prepare_gateway(short_path / "nginx", configuration)
    async with running_nginx(short_path / "nginx", configuration.port, ledger) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/courses", "/courses/soil", "/robots.txt"])
async def test_pages_come_from_functions(
    site: httpx2.AsyncClient, receiver: Any, path: str
) -> None:
    """What search engines read is rendered; headers appear once."""
    receiver.answers.append(
        (200, {"Content-Type": "text/html", "X-Content-Type-Options": "nosniff"}, b"<h1>Soil</h1>")
    )
    answer = await site.get(path)
    assert (answer.status_code, answer.text) == (200, "<h1>Soil</h1>")
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]


@pytest.mark.parametrize(
    "path",
    ["/login", "/teach/new", "/learning?page=2", "/admin/users", "/metrics-of-mine"],
)
async def test_other_pages_are_drawn_by_the_app(site: httpx2.AsyncClient, path: str) -> None:
    """The shell with its policy, fresh each time, for no search engine."""
    answer = await site.get(path)
    assert (answer.status_code, answer.text) == (200, "<div id=root></div>")
    assert answer.headers["content-type"] == "text/html"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-request-id"]
    for name, value in PAGE_HEADERS.items():
        assert answer.headers.get_list(name) == [value.replace("$bucket", "")]
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("/assets/a-1.css", "text/css", "public, max-age=31536000, immutable"),
        ("/icons/icon.svg", "image/svg+xml", "public, max-age=86400"),
        ("/sw.js", "text/javascript", "no-cache"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("/index.html", "text/html", "no-cache"),
    ],
)
async def test_files_are_kept_as_long_as_their_names_say(
    site: httpx2.AsyncClient, path: str, kind: str, cache: str
) -> None:
    """A name with a digest is cached forever, any other is revalidated."""
    answer = await site.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == cache
    assert answer.headers["content-security-policy"]


async def test_long_files_are_compressed(site: httpx2.AsyncClient) -> None:
    """For clients that accept it."""
    assert (await site.get("/assets/a-1.css")).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nowhere", 404),
        ("GET", "/assets/gone-3.js", 404),
        ("GET", "/page-manifest.json", 404),
        ("GET", "/made-from.sha256", 404),
        ("GET", "/.hidden", 404),
        ("GET", "/.vite/manifest.json", 404),
        ("GET", "/nowhere.php", 404),
        ("GET", "/_other", 404),
        ("GET", "/metrics", 404),
        ("GET", "/health/liveness", 404),
        ("GET", "/api?page=2", 404),
        ("GET", "/api/courses/soil/..%2f..%2f..%2fteach", 404),
        ("POST", "/login", 404),
        ("POST", "/courses", 405),
        ("POST", "/assets/a-1.css", 405),
        ("DELETE", "/sw.js", 405),
    ],
)
async def test_what_is_no_page_is_a_problem(
    site: httpx2.AsyncClient, method: str, path: str, status: int
) -> None:
    """The app's shell never replaces a response of the API or a file."""
    answer = await site.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("allow" in answer.headers) == (status == 405)


@pytest.fixture
async def image(
    short_path: Path, dist: Path, ledger: Ledger, request: pytest.FixtureRequest
) -> AsyncIterator[httpx2.AsyncClient]:
    """Return a client of the image's nginx, with the same files where the image has them.

    A parameter is the address of a bucket, which the image's own start is told.
    """
    front_end = built_front_end(dist)
    assert front_end is not None
    port = free_port()
    text = image_configuration(front_end.files)
    for there, here in (
        (f"{APP}", f"{dist}"),
        (f"{API}/", f"{short_path / 'api'}/"),
        (f'"{API}"', f'"{short_path / "api"}"'),
        (BUCKET, f"{short_path / 'image/bucket*.conf'}"),
        (f"listen {PORT} ", f"listen 127.0.0.1:{port} "),
    ):
        assert there in text
        text = text.replace(there, here)
    folder = short_path / "image"
    folder.mkdir()
    # Only to read the test's own folder: the image has no root.
    (folder / "nginx.conf").write_text(("user root;\n" if os.geteuid() == 0 else "") + text)
    if url := getattr(request, "param", None):
        _say_where_the_bucket_is(folder, url)
    async with running_nginx(folder, port, ledger) as client:
        yield client


def _say_where_the_bucket_is(folder: Path, url: str) -> None:
    """Do what the image's own start does, in this folder."""
    (start,) = re.findall(r"^ENTRYPOINT (.+)", DOCKERFILE.read_text(), re.MULTILINE)
    shell, option, script = json.loads(start)
    writes, _ = script.split(" && ")
    there = BUCKET.replace("*", "")
    assert there in writes
    command = [shell, option, writes.replace(there, str(folder / "bucket.conf"))]
    subprocess.run(command, env={"LMS_PAGE_FILES_URL": url}, check=True)


@pytest.mark.parametrize("image", ["https://files.s3.us-east-1.amazonaws.com"], indirect=True)
@pytest.mark.parametrize("path", ["/login", "/assets/a-1.css", "/problems/not-found"])
async def test_pages_may_use_a_bucket_elsewhere(image: httpx2.AsyncClient, path: str) -> None:
    """They upload to it, show its pictures and play its videos; nothing of it runs in them."""
    answer = await image.get(path)
    bucket = " https://files.s3.us-east-1.amazonaws.com"

    policy = answer.headers["content-security-policy"]

    assert policy == PAGE_HEADERS["Content-Security-Policy"].replace("$bucket", bucket)
    rules = dict(each.strip().split(" ", 1) for each in policy.split(";"))
    allowing = {name for name, sources in rules.items() if bucket.strip() in sources.split()}
    assert allowing == {"connect-src", "img-src", "media-src"}


@pytest.mark.parametrize(
    ("path", "images"),
    [
        ("/api/docs", "'self' data:"),
        ("/api/docs/", "'self' data:"),
        ("/api/docs/swagger-ui.css", "'self' data:"),
        ("/problems/not-found", "'self'"),
    ],
)
async def test_pages_of_the_api_load_nothing_from_elsewhere(
    site: httpx2.AsyncClient, path: str, images: str
) -> None:
    """They have the headers of all pages (Content Security Policy Level 3); icons may be data."""
    answer = await site.get(path)
    policy = answer.headers["content-security-policy"]
    rule = PAGE_HEADERS["Content-Security-Policy"].replace("$bucket", "")
    assert policy == rule.replace("img-src 'self'", f"img-src {images}")
    assert {name: answer.headers[name] for name in PAGE_HEADERS} == {
        **PAGE_HEADERS,
        "Content-Security-Policy": policy,
    }
    assert answer.headers["x-request-id"]


FILES = (
    *("/assets/a-1.css", "/icons/icon.svg", "/sw.js", "/manifest.webmanifest", "/index.html"),
    *("/api/openapi.json", "/api/docs", "/api/docs/", "/api/docs/swagger-ui.css"),
    *(
        "/schemas/a.b.v1.json",
        "/problems/not-found",
        "/problems/",
        "/login",
        "/teach/new",
        "/learning?page=2",
    ),
)
NO_FILES = (
    *("/assets/gone-3.js", "/assets/", "/icons/gone.png", "/page-manifest.json", "/.hidden"),
    *("/made-from.sha256", "/.vite/manifest.json", "/nowhere.php", "/_other", "/schemas/x.json"),
    *("/schemas", "/schemas/"),
    *("/metrics", "/metrics/", "/health", "/health/liveness", "/healthz/x", "/problems"),
    *("/api", "/api?page=2", "/api/", "/api/nowhere", "/api/docs/gone.js"),
    *("/api/courses/soil/..%2f..%2f..%2fteach", "/teach/..%2f..%2fmetrics", "/a%00b", "/%2e%2e/x"),
)


async def test_the_image_answers_as_the_gateway_does(
    site: httpx2.AsyncClient, image: httpx2.AsyncClient
) -> None:
    """Without a function, status, body and headers are the same from both."""
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        for path in (*FILES, *NO_FILES):
            here, there = [await one.request(method, path) for one in (site, image)]
            assert there.status_code == here.status_code, (method, path)
            assert _body(there) == _body(here), (method, path)
            assert _headers(there) == _headers(here), (method, path)
            found = path in FILES and method in {"GET", "HEAD"}
            assert (there.status_code == 200) == found, (method, path)
            assert ("json" in there.headers["content-type"]) or found, (method, path)


def _body(answer: httpx2.Response) -> bytes:
    """Return what an answer says; the trace id of a problem is its own, and left out."""
    if not answer.content or not answer.is_error:
        return answer.content
    body, found = re.subn(rb'"trace_id": "[0-9a-f]{32}"', b'"trace_id": ""', answer.content)
    assert found == 1, answer.text
    return body


def _headers(answer: httpx2.Response) -> list[tuple[str, str]]:
    """List what is said about an answer, except for its time and its own name."""
    own = {"date", "x-request-id"}
    assert answer.headers["x-request-id"]
    return sorted((name, value) for name, value in answer.headers.multi_items() if name not in own)


async def test_the_image_has_no_health_of_its_own(image: httpx2.AsyncClient) -> None:
    """On one machine the host answers there; a page in its place would look like an answer."""
    assert (await image.get("/healthz")).status_code == 404


async def test_the_image_names_a_request_as_its_caller_does(image: httpx2.AsyncClient) -> None:
    """One name through gateway, proxy and here; what could break a log line is replaced."""
    mine = await image.get("/sw.js", headers={"X-Request-Id": "mine"})
    odd = await image.get("/sw.js", headers={"X-Request-Id": 'a b"c'})
    assert mine.headers["x-request-id"] == "mine"
    assert odd.headers["x-request-id"] not in {"", 'a b"c'}


async def test_a_file_that_has_not_changed_is_not_sent_again(image: httpx2.AsyncClient) -> None:
    """Also when compression has made its ETag weak."""
    first = await image.get("/index.html")
    again = await image.get("/index.html", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
