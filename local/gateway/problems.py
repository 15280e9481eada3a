"""The problems (RFC 9457) that nginx itself sends, in the form of the functions' own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# The runtime's own limit: a function that refuses a body before it was sent is not always heard.
BODY_LIMIT = "1m"
RETRY_AFTER_SECONDS = 2

# Every error that nginx itself returns: status -> slug, title, detail.
PROBLEMS: Mapping[int, tuple[str, str, str]] = {
    400: ("bad-request", "Malformed request", "The request is not valid HTTP."),
    404: ("not-found", "Not found", "There is nothing at this address."),
    405: ("method-not-allowed", "Method not allowed", "The Allow header lists its methods."),
    413: (
        "content-too-large",
        "The body is too large",
        f"The body must not exceed {BODY_LIMIT[:-1]} MiB.",
    ),
    414: ("uri-too-long", "The address is too long", "Shorten the query."),
    431: ("headers-too-large", "The headers are too large", "Send fewer or shorter headers."),
    502: ("bad-gateway", "The function did not respond", "Its process ended. Try again."),
    503: ("unavailable", "Temporarily unavailable", "The platform is not ready yet. Try again."),
    504: (
        "gateway-timeout",
        "The request took too long",
        "The function is starting, or does not respond. Try again.",
    ),
}
# Problems of requests that nginx could not read to their end.
UNREADABLE = frozenset({400, 414, 431})
# nginx's own number for headers that are too long; it is returned as 400 unless it is named.
HEADERS_TOO_LARGE = 494


def problem(status: int) -> str:
    """Return the body of a problem that nginx itself sends (RFC 9457).

    Its trace is the one that a function would have been told; nginx fills the number in.
    """
    slug, title, detail = PROBLEMS[status]
    return json.dumps(
        {
            "type": f"/problems/{slug}",
            "title": title,
            "status": status,
            "detail": detail,
            "trace_id": "$request_id",
        }
    )


def error_pages() -> list[str]:
    """Tell nginx where to find each problem's text."""
    return [
        *(f"error_page {status} {_problem_page(status)};" for status in PROBLEMS),
        f"error_page {HEADERS_TOO_LARGE} =431 {_problem_page(431)};",
    ]


def problem_locations() -> list[str]:
    """Return the locations that hold the texts."""
    lines = []
    for status in PROBLEMS:
        lines += [
            f"location {_problem_location(status)} {{",
            "    internal;",
            # Empty types: otherwise the address's suffix would decide, not the default.
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


def _problem_page(status: int) -> str:
    """Return where nginx finds a problem's text.

    A malformed request has no address, and without one nginx cannot enter a named location;
    otherwise a named location keeps the address, from which `Allow` is made.
    """
    return f"/_problem/{status}" if status in UNREADABLE else f"@problem_{status}"


def _problem_location(status: int) -> str:
    page = _problem_page(status)
    return f"= {page}" if page.startswith("/") else page
