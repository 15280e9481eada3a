"""How nginx responds, with functions behind it or with files only: types, ids, routing.

The one-machine gateway and the front end's image both use this, so an address without a function
gets the same response on one machine and in a cluster.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local.gateway.files import API_FILES, file_pattern, shell_map, shell_refusal
from local.gateway.problems import BODY_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from local.front_end import FrontEnd
    from local.functions import Route

READ_ONLY = "GET, HEAD"


def basics() -> list[str]:
    """Return the settings for every request; folders are relative to nginx's prefix."""
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


def request_maps() -> list[str]:
    """Return `$identity`, the name of a request, and `$routed_method`, which maps HEAD to GET."""
    return [
        "# A caller may name the request; anything but a plain name is replaced by one of ours.",
        "map $http_x_request_id $identity {",
        "    default $request_id;",
        r'    "~^[A-Za-z0-9._:+/=-]{1,128}\z" $http_x_request_id;',
        "}",
        "map $request_method $routed_method { default $request_method; HEAD GET; }",
    ]


def route_map(routes: Mapping[Route, str]) -> list[str]:
    """Write the endpoint table, as patterns because nginx ignores case in plain strings."""
    # A template's braces sort behind every letter, so a fixed segment wins over a placeholder.
    rows = [
        rf'    "~^{route.method} {path_pattern(route.path)}\z" {service};'
        for route, service in sorted(routes.items())
    ]
    return ['map "$routed_method $uri" $service {', '    default "";', *rows, "}"]


def refusal_maps(
    routes: Mapping[Route, str], front_end: FrontEnd | None, others: Iterable[str] = ()
) -> list[str]:
    """Return `$allowed`, an address's methods, and `$refusal`, the status without a function.

    `others` are patterns of further, read-only addresses.
    """
    rows = [
        rf'    "~^{path_pattern(path)}\z" "{allow}";'
        for path, allow in sorted(allowed_methods(routes).items())
    ]
    files = [file_pattern(front_end)] if front_end else []
    rows += [rf'    "~^{pattern}\z" "{READ_ONLY}";' for pattern in (*files, API_FILES, *others)]
    return [
        "map $uri $allowed {",
        '    default "";',
        *rows,
        "}",
        # In two steps, because nginx tries the patterns only of a variable that is asked for.
        'map $allowed $refused { default 405; "" 404; }',
        'map $service $refusal { default ""; "" $refused; }',
        *(shell_map() if front_end else []),
    ]


def refusals(front_end: FrontEnd | None) -> list[str]:
    """Return the lines of `location /` for addresses without a function."""
    return [
        *([shell_refusal()] if front_end else []),
        "if ($refusal = 404) { return 404; }",
        "if ($refusal = 405) { return 405; }",
    ]


def path_pattern(path: str) -> str:
    """Return the regular expression of a path template, in which `{name}` is one segment."""
    parts = re.split(r"(\{[^{}/]+\})", path)
    return "".join("[^/]+" if part.startswith("{") else re.escape(part) for part in parts)


def allowed_methods(routes: Mapping[Route, str]) -> dict[str, str]:
    """Return the Allow header of each path template; GET includes HEAD."""
    methods: dict[str, set[str]] = {}
    for route in routes:
        taken = methods.setdefault(route.path, set())
        taken.add(route.method)
        if route.method == "GET":
            taken.add("HEAD")
    return {path: ", ".join(sorted(taken)) for path, taken in methods.items()}


def indented(lines: Iterable[str], levels: int = 1) -> list[str]:
    """Indent lines, except empty ones."""
    return [f"{'    ' * levels}{line}" if line else line for line in lines]
