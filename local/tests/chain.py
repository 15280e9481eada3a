"""The proxies between a caller and a function in the cluster, as each treats addresses.

The gateway is the real nginx with what NGINX Gateway Fabric writes for a route (2.6.7,
internal/controller/nginx/config/servers.go and servers_template.go). Behind it stand stand-ins of
Kourier and of Go's httputil.ReverseProxy, which the activator and queue-proxy are (knative/serving
1.23, pkg/http/proxy.go). Where each fact comes from: docs/decisions/0038.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx2
import uvicorn
from starlette.requests import Request
from starlette.responses import Response

from local.ports import LOOPBACK
from tests.plain_http import NO_AUTHORITIES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Any

    from starlette.types import ASGIApp, Receive, Scope, Send

# RFC 9110, section 7.6.1, as net/http/httputil has them.
HOP_BY_HOP = frozenset(
    {"connection", "proxy-connection", "keep-alive", "proxy-authenticate", "proxy-authorization"}
    | {"te", "trailer", "transfer-encoding", "upgrade"}
)
LIST = "x-forwarded-for"


@dataclass
class Envoy:
    """Kourier: with use_remote_address off it passes headers on and adds nothing."""

    target: int

    def headers(self, request: Request) -> list[tuple[str, str]]:
        """Return the headers of the forwarded request."""
        return [(name, value) for name, value in request.headers.items() if name != "connection"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward a request."""
        request = Request(scope, receive)
        async with httpx2.AsyncClient(verify=NO_AUTHORITIES) as client:
            answer = await client.request(
                request.method,
                f"http://{LOOPBACK}:{self.target}{request.url.path}",
                headers=self.headers(request),
                content=await request.body(),
            )
        kind = answer.headers.get("content-type")
        await Response(answer.content, answer.status_code, media_type=kind)(scope, receive, send)


class GoProxy(Envoy):
    """The activator and queue-proxy: each appends its peer and drops hop-by-hop headers."""

    def headers(self, request: Request) -> list[tuple[str, str]]:
        """Return the headers of the forwarded request."""
        named = {
            token.strip().lower()
            for line in request.headers.getlist("connection")
            for token in line.split(",")
        }
        dropped = HOP_BY_HOP | named | {LIST}
        remaining = [
            (name, value) for name, value in request.headers.items() if name not in dropped
        ]
        prior = [] if LIST in named else request.headers.getlist(LIST)
        peer = request.client.host if request.client else ""
        return [*remaining, (LIST, ", ".join([*prior, peer]))]


def gateway(port: int, target: int, rewrite: dict[str, Any] | None, trusted: str) -> str:
    """Write nginx's configuration as the gateway's: `rewrite` is NginxProxy's rewriteClientIP.

    `trusted` stands for the VPC's range, which this machine does not have.
    """
    lines: list[str] = []
    if rewrite:
        assert rewrite["mode"] == "XForwardedFor"
        lines += [f"set_real_ip_from {trusted};" for _ in rewrite["trustedAddresses"]]
        lines.append("real_ip_header X-Forwarded-For;")
        lines += ["real_ip_recursive on;"] if rewrite.get("setIPRecursively") else []
    real_ip = "\n        ".join(lines)
    return f"""
daemon off;
pid nginx.pid;
error_log stderr warn;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
    server {{
        listen {LOOPBACK}:{port};
        {real_ip}
        location / {{
            proxy_http_version 1.1;
            proxy_set_header Host "log-in.learning.svc.cluster.local";
            proxy_set_header X-Forwarded-For "$proxy_add_x_forwarded_for";
            proxy_set_header X-Real-IP "$remote_addr";
            proxy_set_header X-Forwarded-Proto "$scheme";
            proxy_set_header X-Forwarded-Host "$host";
            proxy_set_header X-Forwarded-Port "$server_port";
            proxy_set_header Upgrade "$http_upgrade";
            proxy_set_header Connection "$connection_upgrade";
            proxy_pass http://{LOOPBACK}:{target};
        }}
    }}
}}
"""


@asynccontextmanager
async def served(app: ASGIApp, port: int) -> AsyncIterator[None]:
    """Serve one of them in this process. It keeps headers as they came, and trusts no proxy."""
    options: dict[str, Any] = {"log_config": None, "lifespan": "off", "proxy_headers": False}
    server = uvicorn.Server(uvicorn.Config(app, host=LOOPBACK, port=port, **options))
    task = asyncio.create_task(server.serve())
    while not (server.started or task.done()):  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0.01)
    yield
    server.should_exit = True
    await task
