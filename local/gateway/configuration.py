"""nginx's configuration as a pure function of the endpoint table.

Timeouts nest: nginx waits longer than the runtime's deadline plus a cold start on a busy machine,
so that a slow function gets its response from its own runtime and is not cut off here. It also says
when it took the request over, so that the runtime does not begin what nginx would give up on
(decision 0057).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.gateway.answers import (
    basics,
    indented,
    refusal_maps,
    refusals,
    request_maps,
    route_map,
)
from local.gateway.bucket import bucket_location, bucket_upstream
from local.gateway.files import api_locations, bucket_map, front_end_locations, quoted, shell_page
from local.gateway.problems import error_pages, problem_locations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from local.front_end import FrontEnd
    from local.functions import Route
    from local.stores import ObjectAddresses

READ_SECONDS = 75
# A request is tried once more when a process dies before it responds.
_TRIES = 2
# So many idle connections to a service are kept, by each worker of nginx.
_KEPT = 8
# A function closes a connection that was idle for 5 seconds (uvicorn); nginx does so before.
_KEPT_CONNECTIONS = f"keepalive {_KEPT}; keepalive_timeout 4s;"
# Addresses that the host itself serves.
HOST_PAGES = ("/(?:healthz)?",)


@dataclass(frozen=True, slots=True)
class Gateway:
    """What the gateway of one run looks like."""

    port: int
    host_port: int
    """The port of the host's own pages and health check."""
    routes: Mapping[Route, str]
    """The service that answers each route."""
    sockets: Mapping[str, Path]
    """The unix socket of each service."""
    api: Path
    """The folder with openapi.json, docs/ and problems.html."""
    front_end: FrontEnd | None = None
    objects: ObjectAddresses | None = None
    """The object store of this machine; none when files are in a bucket elsewhere."""
    bucket_url: str = ""
    """Where browsers reach that bucket elsewhere."""
    workers: int = 2
    open_files: int = 8192
    as_root: bool = False


def nginx_configuration(gateway: Gateway) -> str:
    """Return the whole nginx.conf; paths in it are relative to nginx's prefix or absolute."""
    return "\n".join(
        [
            *(["user root;"] if gateway.as_root else []),
            "daemon off;",
            f"worker_processes {gateway.workers};",
            f"worker_rlimit_nofile {gateway.open_files};",
            "pid nginx.pid;",
            "error_log stderr error;",
            "pcre_jit on;",
            "",
            f"events {{ worker_connections {gateway.open_files // 2}; }}",
            "",
            "http {",
            *indented(basics()),
            "",
            *indented(request_maps()),
            *indented(bucket_map(gateway.bucket_url)),
            "",
            *indented(route_map(gateway.routes)),
            "",
            *indented(_connection_map(gateway.routes)),
            "",
            *indented(refusal_maps(gateway.routes, gateway.front_end, HOST_PAGES)),
            "",
            *indented(_upstreams(gateway)),
            "",
            *indented(_server(gateway)),
            "}",
            "",
        ]
    )


def _upstreams(gateway: Gateway) -> list[str]:
    """List every function's socket twice.

    When a process dies before it responds, nginx tries the next server once, unless the request may
    have had an effect that must not happen twice (POST); the second entry is the same socket, where
    the next process is already starting.

    Connections are kept for the next request where it may be repeated: a process that goes to sleep
    closes them, maybe just as nginx writes to one (decision 0070). nginx does not count that as a
    try, but goes on to an entry that it has not asked yet: so there is one for each connection.
    """
    lines = []
    repeatable = _repeatable(gateway.routes)
    for service in sorted(set(gateway.routes.values())):
        server = f"server {quoted(f'unix:{gateway.sockets[service]}')} max_fails=0;"
        if service in repeatable:
            entries = [server] * (_TRIES + _KEPT)
            lines += [f"upstream {service} {{ {' '.join(entries)} {_KEPT_CONNECTIONS} }}"]
        else:
            lines += [f"upstream {service} {{ {' '.join([server] * _TRIES)} }}"]
    lines += bucket_upstream(gateway.objects) if gateway.objects else []
    return [*lines, f"upstream host {{ server 127.0.0.1:{gateway.host_port} max_fails=0; }}"]


def _repeatable(routes: Mapping[Route, str]) -> set[str]:
    """Return the services that get no requests that nginx must not send twice."""
    once = {service for route, service in routes.items() if route.method in {"POST", "PATCH"}}
    return set(routes.values()) - once


def _connection_map(routes: Mapping[Route, str]) -> list[str]:
    """Return `$kept_connection`, the Connection field for a service; without one it is kept."""
    kept = [f'    {service} "";' for service in sorted(_repeatable(routes))]
    return ["map $service $kept_connection {", "    default close;", *kept, "}"]


def _server(gateway: Gateway) -> list[str]:
    front_end = gateway.front_end
    return [
        "server {",
        f"    listen 127.0.0.1:{gateway.port} backlog=4096;",
        "    absolute_redirect off;",
        "    large_client_header_buffers 8 16k;",
        *indented(_proxying()),
        "",
        *indented(error_pages()),
        *indented([shell_page()] if front_end else []),
        "",
        "    location / {",
        *indented(refusals(front_end), 2),
        "        proxy_pass http://$service;",
        "    }",
        # Without a front end the root lists what there is; otherwise it is a page like the others.
        *([] if front_end else ["    location = / { proxy_pass http://host/_local/welcome; }"]),
        "    location = /healthz { proxy_pass http://host; }",
        "    location = /_local { return 308 /_local/; }",
        "    location /_local/ { proxy_method $request_method; proxy_pass http://host; }",
        *indented(bucket_location() if gateway.objects else []),
        *indented(api_locations(gateway.api)),
        *indented(front_end_locations(front_end) if front_end else []),
        "",
        *indented(problem_locations()),
        "}",
    ]


def _proxying() -> list[str]:
    return [
        "proxy_http_version 1.1;",
        "proxy_method $routed_method;",
        "# A page of 20 courses in two reads; nginx's own are of 4 kB.",
        "proxy_buffer_size 16k;",
        "proxy_buffers 8 16k;",
        "# A connection of its own for each request that must not be sent twice: a process that",
        "# goes to sleep has none left over on which the next one could be lost.",
        "proxy_set_header Connection $kept_connection;",
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Request-Id $identity;",
        "proxy_set_header X-Request-Start t=$msec;",
        "# A trace begins here: callers could put requests of others into theirs, or have all of",
        "# their own sampled (decision 0075). The function begins it, under this id.",
        "proxy_set_header X-Trace-Id $request_id;",
        'proxy_set_header traceparent "";',
        'proxy_set_header tracestate "";',
        "# As the cluster's gateway does: who calls is written over what the caller wrote. To the",
        "# list it only appends, so nobody may believe the list (decision 0038).",
        "proxy_set_header X-Real-IP $remote_addr;",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header X-Forwarded-Host $http_host;",
        'proxy_set_header Forwarded "";',
        "proxy_hide_header X-Request-Id;",
        "proxy_hide_header X-Content-Type-Options;",
        "add_header X-Request-Id $identity always;",
        "add_header X-Content-Type-Options nosniff always;",
        "proxy_connect_timeout 5s;",
        f"proxy_send_timeout {READ_SECONDS}s;",
        f"proxy_read_timeout {READ_SECONDS}s;",
        "proxy_next_upstream error;",
        f"proxy_next_upstream_tries {_TRIES};",
    ]
