"""The bucket of one machine, behind the gateway's own address.

Browsers and functions reach it under the host that their links were signed for, so nothing may be
changed on the way. It has the origin of the app: what somebody uploaded must never run there, so
every response says that it is no page, whatever it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.stores.seaweed import BUCKET

if TYPE_CHECKING:
    from local.stores import ObjectAddresses

# Somewhat more than MOST_BYTES of lms_files, to which a test compares it; each link is signed for
# a length of its own.
MOST = "2100m"
# Uploads and downloads go on for as long as something comes.
SILENCE_SECONDS = 75
_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Request-Id": "$identity",
}
_OF_THE_STORE = (
    "Seaweed-X-Amz-ETag",
    "Seaweed-X-Amz-Owner",
    "X-Amz-Request-Id",
    "X-Content-Type-Options",
)


def bucket_upstream(objects: ObjectAddresses) -> list[str]:
    """Return the upstream: the process, and while that is down the door that starts it."""
    return [
        "upstream objects {",
        f"    server 127.0.0.1:{objects.port} max_fails=0;",
        f"    server 127.0.0.1:{objects.door_port} max_fails=0 backup;",
        "}",
    ]


def bucket_location() -> list[str]:
    """Return nginx's location of the bucket; without a signature the store itself refuses."""
    return [
        f"location /{BUCKET}/ {{",
        f"    client_max_body_size {MOST};",
        "    # The method and the body as they come: both are signed, and large.",
        "    proxy_method $request_method;",
        "    proxy_request_buffering off;",
        "    proxy_buffering off;",
        '    proxy_set_header Connection "";',
        "    proxy_set_header Host $http_host;",
        '    proxy_set_header Cookie "";',
        f"    proxy_send_timeout {SILENCE_SECONDS}s;",
        f"    proxy_read_timeout {SILENCE_SECONDS}s;",
        "    proxy_next_upstream error;",
        "    proxy_next_upstream_tries 2;",
        *(f"    proxy_hide_header {name};" for name in _OF_THE_STORE),
        *(f'    add_header {name} "{value}" always;' for name, value in _HEADERS.items()),
        "    proxy_pass http://objects;",
        "}",
    ]
