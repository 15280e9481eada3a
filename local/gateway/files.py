"""The files: caching, what a page may load, which addresses get the shell, the API's pages.

Whatever is neither a file nor a route is a page the app draws itself, so it gets the app's shell;
search engines do not list those.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local.front_end import SHELL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from local.front_end import FrontEnd

# The same as the functions set for the pages they render; a test compares the two. Frames are the
# players of a lesson's video, after a click that names their host; its file may be at any
# (decision 0084).
# Where the bucket has an address of its own, `$bucket` is that with a space before it.
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        "img-src 'self'$bucket; font-src 'self'; connect-src 'self'$bucket; "
        "manifest-src 'self'; worker-src 'self'; media-src 'self' https:$bucket; "
        "frame-src https://www.youtube-nocookie.com https://player.vimeo.com; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# The explorer of the API draws its icons from `data:` addresses.
_DOCS_HEADERS = {
    **PAGE_HEADERS,
    "Content-Security-Policy": PAGE_HEADERS["Content-Security-Policy"].replace(
        "img-src 'self'", "img-src 'self' data:"
    ),
}
# Their names hold a digest of their content.
_FOR_EVER = "public, max-age=31536000, immutable"
# Their names stay, so they are revalidated; an unchanged one costs a 304.
_EACH_TIME = "no-cache"
_A_DAY = "public, max-age=86400"
# The API's description, the explanation of its problems, the schemas of events.
API_FILES = r"/(?:api/openapi\.json|api/docs(?:/.*)?|problems/.*|schemas/.*)"
# An arbitrary status, used to get from an `if` to a named location.
_TO_THE_SHELL = 418


def file_pattern(front_end: FrontEnd) -> str:
    """Return the regular expression of all addresses that are files."""
    return rf"/(?:assets/.*|icons/.*|{'|'.join(map(re.escape, front_end.files))})"


def front_end_locations(front_end: FrontEnd) -> list[str]:
    """Return nginx's locations for a build of the front end."""
    root = f"root {quoted(str(front_end.folder))};"
    lines = [
        "location /assets/ {",
        f"    {root}",
        *_headers(_FOR_EVER),
        "    try_files $uri =404;",
        "}",
        "location /icons/ {",
        f"    {root}",
        *_headers(_A_DAY),
        "    try_files $uri =404;",
        "}",
    ]
    for name in front_end.files:
        lines += [
            f"location = {quoted(f'/{name}')} {{",
            f"    {root}",
            *_headers(_EACH_TIME),
            "    try_files $uri =404;",
            "}",
        ]
    return [
        *lines,
        "location @shell {",
        f"    {root}",
        *_headers(_EACH_TIME),
        "    add_header X-Robots-Tag noindex always;",
        f"    rewrite ^ /{SHELL} break;",
        "}",
    ]


def bucket_map(url: str = "", *, include: str = "") -> list[str]:
    """Tell where the bucket is: `$bucket`, empty where it has the site's own address.

    ``include`` is a pattern of files instead; one that is there says `on " https://bucket";`.
    """
    return [
        'map "on" $bucket {',
        f"    default {quoted(f' {url}' if url else '')};",
        *([f"    include {include};"] if include else []),
        "}",
    ]


def shell_map() -> list[str]:
    """Tell which addresses the app draws itself: not a route, not a file, not part of the API.

    Both the raw and the normalized address are checked, so that dots in a path
    (`/api/courses/..%2f..%2fx`) do not turn the API's response into a page.
    """
    reserved = (
        r"(?:api|assets|healthz?|icons|metrics|problems|schemas|_[^/ ]*|\.[^/ ]*)(?:[/? ]|\z)"
    )
    return [
        'map "$refusal $routed_method $request_uri $uri" $is_drawn_by_the_app {',
        '    default "";',
        rf'    "~^404 GET /(?!{reserved})[^ ]* /(?!{reserved})[^.]*\z" 1;',
        "}",
    ]


def shell_refusal() -> str:
    """Return the line that sends such an address to the shell."""
    return f"if ($is_drawn_by_the_app) {{ return {_TO_THE_SHELL}; }}"


def shell_page() -> str:
    """Return the line that says where the shell is."""
    return f"error_page {_TO_THE_SHELL} = @shell;"


def api_locations(api: Path) -> list[str]:
    """Return nginx's locations for the folder with openapi.json, docs/, schemas/, problems.html."""
    page = quoted(str(api / "docs" / "index.html"))
    explorer = _headers(_EACH_TIME, _DOCS_HEADERS)
    return [
        "location = /api/openapi.json {",
        f"    alias {quoted(str(api / 'openapi.json'))};",
        "}",
        "location = /api/docs {",
        "    default_type text/html;",
        f"    alias {page};",
        *explorer,
        "}",
        "location /api/docs/ {",
        f"    alias {quoted(str(api / 'docs') + '/')};",
        "    index index.html;",
        *explorer,
        "}",
        "location /problems/ {",
        f"    root {quoted(str(api))};",
        "    try_files /problems.html =404;",
        *_headers(_EACH_TIME),
        "}",
        "location /schemas/ {",
        f"    root {quoted(str(api))};",
        "    try_files $uri =404;",
        "}",
    ]


def quoted(text: str) -> str:
    """Return a text as one word of nginx's configuration."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _headers(cache: str, page: Mapping[str, str] = PAGE_HEADERS) -> list[str]:
    # Naming one header in a location drops those of the server, so all of them are named.
    named = {"Cache-Control": cache, **page}
    return [
        "    add_header X-Request-Id $identity always;",
        *(f"    add_header {name} {quoted(value)} always;" for name, value in named.items()),
    ]
