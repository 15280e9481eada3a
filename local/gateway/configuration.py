"""nginx's configuration as a pure function of the endpoint table.

Time-outs nest: nginx waits longer than the runtime's deadline and a cold start together, so that
a slow function is answered by its own runtime and not cut off here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.gateway.files import file_pattern, front_end_locations, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from local.front_end import FrontEnd
    from local.functions import Route

# The runtime's own limit: a function that refuses a body before it was sent is not always heard.
BODY_LIMIT = "1m"
READ_TIMEOUT = "40s"
RETRY_AFTER_SECONDS = 2
READ_ONLY = "GET, HEAD"


@dataclass(frozen=True, slots=True)
class Gateway:
    """What the gateway of one run looks like."""

    port: int
    host_port: int
    """Where the host's own pages and its health answer."""
    routes: Mapping[Route, str]
    """The service that answers each route."""
    sockets: Mapping[str, Path]
    """The unix socket of each service."""
    api: Path
    """The folder with openapi.json, docs/ and problems.html."""
    front_end: FrontEnd | None = None
    workers: int = 2
    open_files: int = 8192
    as_root: bool = False


# Every answer that nginx itself gives: status -> slug, title, detail.
PROBLEMS: Mapping[int, tuple[str, str, str]] = {
    400: ("bad-request", "The request cannot be read", "The request is not valid HTTP."),
    404: ("not-found", "Not found", "There is nothing at this address."),
    405: ("method-not-allowed", "Method not allowed", "See Allow for what this address takes."),
    413: ("content-too-large", "The body is too large", f"A body may have {BODY_LIMIT} at most."),
    414: ("uri-too-long", "The address is too long", "Shorten the query."),
    431: ("headers-too-large", "The headers are too large", "Send fewer or shorter headers."),
    502: ("bad-gateway", "The function did not answer", "It ended in between. Try again."),
    503: ("unavailable", "Temporarily unavailable", "The platform is not ready. Try again."),
    504: ("gateway-timeout", "The answer took too long", "The function is still at work."),
}
# Problems of requests that nginx could not read to their end.
UNREADABLE = frozenset({400, 414, 431})
# nginx's own number for headers that do not fit; it is answered as 400 unless it is named.
HEADERS_TOO_LARGE = 494


def nginx_configuration(gateway: Gateway) -> str:
    """Answer the whole nginx.conf; paths in it are relative to nginx's prefix or absolute."""
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
            *_indented(_basics()),
            "",
            *_indented(_identity_maps()),
            "",
            *_indented(_route_map(gateway.routes)),
            "",
            *_indented(_allow_map(gateway)),
            "",
            *_indented(_upstreams(gateway)),
            "",
            *_indented(_server(gateway)),
            "}",
            "",
        ]
    )


def path_pattern(path: str) -> str:
    """Answer the regular expression of a path template, in which `{name}` is one segment."""
    parts = re.split(r"(\{[^{}/]+\})", path)
    return "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in parts)


def allowed_methods(routes: Mapping[Route, str]) -> dict[str, str]:
    """Answer the Allow header of each path template; who takes GET takes HEAD."""
    methods: dict[str, set[str]] = {}
    for route in routes:
        taken = methods.setdefault(route.path, set())
        taken.add(route.method)
        if route.method == "GET":
            taken.add("HEAD")
    return {path: ", ".join(sorted(taken)) for path, taken in methods.items()}


def problem(status: int) -> str:
    """Answer the body of a problem that nginx itself answers (RFC 9457)."""
    slug, title, detail = PROBLEMS[status]
    return json.dumps(
        {"type": f"/problems/{slug}", "title": title, "status": status, "detail": detail}
    )


def _basics() -> list[str]:
    return [
        "access_log off;",
        "server_tokens off;",
        "default_type application/octet-stream;",
        "types {",
        "    text/html html; text/css css; text/javascript js; application/json json map;",
        "    image/svg+xml svg; image/png png; image/x-icon ico; font/woff2 woff2;",
        "    image/webp webp; application/manifest+json webmanifest;",
        "}",
        "client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;",
        "uwsgi_temp_path uwsgi; scgi_temp_path scgi;",
        "sendfile on;",
        "tcp_nodelay on;",
        "keepalive_timeout 65s;",
        f"client_max_body_size {BODY_LIMIT};",
        "client_body_buffer_size 256k;",
        "gzip on;",
        # A quarter smaller than by the first level, for a millisecond of work.
        "gzip_comp_level 5;",
        "gzip_proxied any;",
        "gzip_vary on;",
        "gzip_min_length 1000;",
        "gzip_types application/json application/problem+json application/manifest+json",
        "           application/xml image/svg+xml text/css text/javascript text/plain;",
    ]


def _identity_maps() -> list[str]:
    return [
        "# A caller may name the request; anything that is not a plain name gets one of ours.",
        "map $http_x_request_id $identity {",
        "    default $request_id;",
        r'    "~^[A-Za-z0-9._:+/=-]{1,128}\z" $http_x_request_id;',
        "}",
        "# Compressing an answer makes its ETag weak, and a weak one never fits If-Match. The",
        "# weakness is ours alone, so it is taken off again on the way in.",
        "map $http_if_match $if_match {",
        "    default $http_if_match;",
        r'    "~^W/(?<strong>\"[^\"]*\")\z" $strong;',
        "}",
        "map $http_if_none_match $if_none_match {",
        "    default $http_if_none_match;",
        r'    "~^W/(?<known>\"[^\"]*\")\z" $known;',
        "}",
        "map $request_method $routed_method { default $request_method; HEAD GET; }",
    ]


def _route_map(routes: Mapping[Route, str]) -> list[str]:
    """Write the endpoint table; patterns, because nginx compares plain strings without case."""
    # A template's braces sort behind every letter, so a fixed segment wins over a placeholder.
    rows = [
        rf'    "~^{route.method} {path_pattern(route.path)}\z" {service};'
        for route, service in sorted(routes.items())
    ]
    return ['map "$routed_method $uri" $service {', '    default "";', *rows, "}"]


def _allow_map(gateway: Gateway) -> list[str]:
    rows = [
        rf'    "~^{path_pattern(path)}\z" "{allow}";'
        for path, allow in sorted(allowed_methods(gateway.routes).items())
    ]
    if gateway.front_end:
        rows.append(rf'    "~^{file_pattern(gateway.front_end)}\z" "{READ_ONLY}";')
    own = rf'    "~^/(?:healthz|api/openapi\.json|api/docs(?:/.*)?|problems/.*)?\z" "{READ_ONLY}";'
    return [
        "map $uri $allowed {",
        '    default "";',
        *rows,
        own,
        "}",
        'map "$service:$allowed" $refusal { default ""; ":" 404; "~^:." 405; }',
        *(_shell_map() if gateway.front_end else []),
    ]


def _shell_map() -> list[str]:
    """Tell which addresses the app draws by itself: no route, no file, nothing of the API's.

    Asked are both the address as it was sent and what nginx made of it, so that dots on the way
    (`/api/courses/..%2f..%2fx`) do not turn the API's answer into a page.
    """
    reserved = r"(?:api|assets|health|icons|metrics|problems|schemas|_[^/ ]*|\.[^/ ]*)(?:[/? ]|\z)"
    return [
        'map "$refusal $routed_method $request_uri $uri" $is_drawn_by_the_app {',
        '    default "";',
        rf'    "~^404 GET /(?!{reserved})[^ ]* /(?!{reserved})[^.]*\z" 1;',
        "}",
    ]


def _upstreams(gateway: Gateway) -> list[str]:
    """Name every function's socket, twice.

    When a process dies before it answers, nginx tries the next server once, unless the request
    may have had an effect that must not happen twice (POST); the second entry is the same socket,
    where the next process is already being started.
    """
    lines = []
    for service in sorted(set(gateway.routes.values())):
        server = f"server {quoted(f'unix:{gateway.sockets[service]}')} max_fails=0;"
        lines += [f"upstream {service} {{ {server} {server} }}"]
    return [*lines, f"upstream host {{ server 127.0.0.1:{gateway.host_port} max_fails=0; }}"]


def _server(gateway: Gateway) -> list[str]:
    front_end = gateway.front_end
    return [
        "server {",
        f"    listen 127.0.0.1:{gateway.port} backlog=4096;",
        "    absolute_redirect off;",
        "    large_client_header_buffers 8 16k;",
        *_indented(_proxying()),
        "",
        *(f"    error_page {status} {_problem_page(status)};" for status in PROBLEMS),
        f"    error_page {HEADERS_TOO_LARGE} =431 {_problem_page(431)};",
        # A number of no meaning, for the way from an `if` to a named location.
        *(["    error_page 418 = @shell;"] if front_end else []),
        "",
        "    location / {",
        *(["        if ($is_drawn_by_the_app) { return 418; }"] if front_end else []),
        "        if ($refusal = 404) { return 404; }",
        "        if ($refusal = 405) { return 405; }",
        "        proxy_pass http://$service;",
        "    }",
        # Without a front end the root says what there is; else it is a page like others.
        *([] if front_end else ["    location = / { proxy_pass http://host/_local/welcome; }"]),
        "    location = /healthz { proxy_pass http://host; }",
        "    location = /_local { return 308 /_local/; }",
        "    location /_local/ { proxy_method $request_method; proxy_pass http://host; }",
        *_indented(_static(gateway.api)),
        *_indented(front_end_locations(front_end) if front_end else []),
        "",
        *_indented(_problem_locations()),
        "}",
    ]


def _proxying() -> list[str]:
    return [
        "proxy_http_version 1.1;",
        "proxy_method $routed_method;",
        "# A connection of its own for each request: a process that goes to sleep has none left",
        "# over on which the next request could be lost.",
        "proxy_set_header Connection close;",
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Request-Id $identity;",
        "# Set, not appended to: what a caller says about its own address is not believed.",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header X-Forwarded-Host $http_host;",
        'proxy_set_header Forwarded "";',
        'proxy_set_header X-Real-IP "";',
        "proxy_set_header If-Match $if_match;",
        "proxy_set_header If-None-Match $if_none_match;",
        "proxy_hide_header X-Request-Id;",
        "proxy_hide_header X-Content-Type-Options;",
        "add_header X-Request-Id $identity always;",
        "add_header X-Content-Type-Options nosniff always;",
        "proxy_connect_timeout 5s;",
        f"proxy_send_timeout {READ_TIMEOUT};",
        f"proxy_read_timeout {READ_TIMEOUT};",
        "proxy_next_upstream error;",
    ]


def _static(api: Path) -> list[str]:
    page = quoted(str(api / "docs" / "index.html"))
    return [
        "location = /api/openapi.json {",
        f"    alias {quoted(str(api / 'openapi.json'))};",
        "}",
        "location = /api/docs {",
        "    default_type text/html;",
        f"    alias {page};",
        "}",
        "location /api/docs/ {",
        f"    alias {quoted(str(api / 'docs') + '/')};",
        "    index index.html;",
        "}",
        "location /problems/ {",
        f"    root {quoted(str(api))};",
        "    try_files /problems.html =404;",
        "}",
    ]


def _problem_page(status: int) -> str:
    """Answer where nginx finds a problem's text.

    A request that could not even be read has no address, and without one nginx cannot enter a
    named location; a named one keeps the address, which `Allow` is made from.
    """
    return f"/_problem/{status}" if status in UNREADABLE else f"@problem_{status}"


def _problem_location(status: int) -> str:
    page = _problem_page(status)
    return f"= {page}" if page.startswith("/") else page


def _problem_locations() -> list[str]:
    lines = []
    for status in PROBLEMS:
        lines += [
            f"location {_problem_location(status)} {{",
            "    internal;",
            # Empty types: else the ending of the address would decide, not the default.
            "    types { }",
            "    default_type application/problem+json;",
            "    add_header X-Request-Id $identity always;",
            "    add_header X-Content-Type-Options nosniff always;",
            "    add_header Cache-Control no-store always;",
            *(["    add_header Allow $allowed always;"] if status == 405 else []),  # noqa: PLR2004
            *(
                [f"    add_header Retry-After {RETRY_AFTER_SECONDS} always;"]
                if status >= 502  # noqa: PLR2004 - 502, 503 and 504 pass
                else []
            ),
            f"    return {status} '{problem(status)}';",
            "}",
        ]
    return lines


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" if line else line for line in lines]
