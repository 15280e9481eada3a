"""The front end's files behind a real nginx: what is kept how long, and who gets the shell."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from local.front_end import FrontEnd, built_front_end, kept_front_end
from local.functions import Route
from local.gateway import Gateway, gateway_command, nginx_configuration, prepare_gateway
from local.gateway.files import PAGE_HEADERS
from local.ports import free_port
from local.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from local.processes import Ledger

ROUTES = {
    **dict.fromkeys(Route.parse_all("GET /, /courses, /courses/{slug}"), "render-page"),
    Route.parse("GET /robots.txt"): "render-sitemap",
    Route.parse("GET /api/courses"): "list-courses",
}
MANIFEST = {"css": ["/assets/a-1.css"], "js": ["/assets/a-2.js"], "preload": []}


@pytest.fixture
def dist(short_path: Path) -> Path:
    """Answer a small build of a front end."""
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
    return folder


def test_a_build_is_read_from_its_folder(dist: Path) -> None:
    """Files that are served, and the manifest on one line for the functions."""
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
    """Another build in the meantime is for the next run."""
    kept = kept_front_end(dist, short_path / "kept")
    (dist / "assets/a-1.css").unlink()
    (dist / "index.html").write_text("another")

    assert kept is not None
    assert (kept.folder / "assets/a-1.css").exists()
    assert (kept.folder / "index.html").read_text() == "<div id=root></div>"
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
    given: dict[str, Any] = {
        "port": 8080,
        "host_port": 9000,
        "routes": ROUTES,
        "sockets": dict.fromkeys(ROUTES.values(), folder / "receiver.sock"),
        "api": folder / "api",
        "front_end": front_end,
    }
    return Gateway(**{**given, **more})


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
    """Answer a client of a real nginx in front of the build; every function is the receiver."""
    port = free_port()
    made = _gateway(
        short_path,
        built_front_end(dist),
        port=port,
        host_port=free_port(),
        as_root=os.geteuid() == 0,
    )
    prepare_gateway(short_path / "nginx", made)
    command = gateway_command(short_path / "nginx", short_path / "nginx.log")
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=5) as client:

        async def answers() -> bool:
            try:
                return (await client.get("/api/nowhere")).status_code == 404
            except httpx2.TransportError:
                return False

        nginx = Supervisor(command, ledger, answers)
        await nginx.start()
        yield client
        await nginx.stop()


@pytest.mark.parametrize("path", ["/", "/courses", "/courses/soil", "/robots.txt"])
async def test_pages_come_from_functions(
    site: httpx2.AsyncClient, receiver: Any, path: str
) -> None:
    """What search engines read is rendered; headers are said once."""
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
        assert answer.headers.get_list(name) == [value]
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
    """A name with a digest for ever, any other is asked for again."""
    answer = await site.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == cache
    assert answer.headers["content-security-policy"]


async def test_long_files_are_compressed(site: httpx2.AsyncClient) -> None:
    """For who can read it."""
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
    """The app's shell never stands in for an answer of the API or a file."""
    answer = await site.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert ("allow" in answer.headers) == (status == 405)
