"""nginx in the front end's image: the files that the one-machine gateway serves, without functions.

In a cluster the gateway's routes lead to the functions, and everything else comes here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from local.front_end import FrontEnd
from local.gateway.answers import (
    basics,
    indented,
    refusal_maps,
    refusals,
    request_maps,
    route_map,
)
from local.gateway.files import api_locations, bucket_map, front_end_locations, shell_page
from local.gateway.problems import error_pages, problem_locations

if TYPE_CHECKING:
    from collections.abc import Iterable

# As frontend/Dockerfile lays them out.
APP, API = Path("/srv/app"), Path("/srv/api")
PORT = 8080
# Written at start from LMS_PAGE_FILES_URL; a pattern, because a missing file is no fault then.
BUCKET = "/tmp/bucket*.conf"  # noqa: S108 - the image's own; nothing else is writable there


def image_configuration(files: Iterable[str]) -> str:
    """Return nginx.conf for a build with these files next to assets/ and icons/.

    nginx writes below its prefix only; everything else may be read-only.
    """
    front_end = FrontEnd(APP, tuple(files), manifest="")
    return "\n".join(
        [
            "daemon off;",
            "worker_processes 2;",
            "pid nginx.pid;",
            "error_log stderr error;",
            "pcre_jit on;",
            "",
            "events { worker_connections 2048; }",
            "",
            "http {",
            *indented(basics()),
            "",
            *indented(request_maps()),
            *indented(bucket_map(include=BUCKET)),
            "",
            # No function is behind these files; the maps that follow need an empty name.
            *indented(route_map({})),
            "",
            *indented(refusal_maps({}, front_end)),
            "",
            *indented(_server(front_end)),
            "}",
            "",
        ]
    )


def _server(front_end: FrontEnd) -> list[str]:
    return [
        "server {",
        f"    listen {PORT} backlog=4096;",
        "    absolute_redirect off;",
        "    large_client_header_buffers 8 16k;",
        "    add_header X-Request-Id $identity always;",
        "    add_header X-Content-Type-Options nosniff always;",
        "",
        *indented(error_pages()),
        f"    {shell_page()}",
        "",
        "    location / {",
        *indented(refusals(front_end), 2),
        "    }",
        *indented(api_locations(API)),
        *indented(front_end_locations(front_end)),
        "",
        *indented(problem_locations()),
        "}",
    ]
