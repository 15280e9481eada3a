"""Content codings of responses: which clients take gzip, and responses in it (RFC 9110, 12.5.3).

gzip alone: it is in the standard library, and everything that asks for a page understands it.
"""

from __future__ import annotations

import functools
import re
import zlib
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.datastructures import Headers

GZIP = "gzip"
# As the gateway does for what it packs itself: a smaller body gains nothing.
LEAST_BYTES = 1000
_LEVEL = 5
# A window of 32 kB, in the form of RFC 1952.
_WINDOW = 31
# Images and fonts are packed already.
_PACKABLE = re.compile(r"text/.*|application/(?:[^;]*\+)?(?:json|xml)\b.*")
_CODING = re.compile(
    r"(?P<name>\*|[!#$%&'*+.^_`|~0-9A-Za-z-]+)"
    r"(?:[ \t]*;[ \t]*[Qq]=(?P<weight>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?"
)
# Clients name a handful.
_MOST_CODINGS = 20
# ... and there are only so many spellings of that.
_KNOWN_FIELDS = 64


def is_packable(response: Response) -> bool:
    """Whether a complete response would gain from gzip, and is in no content coding yet."""
    headers = response.headers
    return (
        len(response.body) >= LEAST_BYTES
        and "content-encoding" not in headers
        and _PACKABLE.fullmatch(headers.get("content-type", "")) is not None
    )


def takes_gzip(headers: Headers) -> bool:
    """Whether a request asks for gzip, at least as much as for no coding at all."""
    lines = headers.getlist("accept-encoding")
    return bool(lines) and _prefers_gzip(", ".join(lines))


@functools.lru_cache(_KNOWN_FIELDS)
def _prefers_gzip(field: str) -> bool:
    weights: dict[str, float] = {}
    for element in field.split(",", _MOST_CODINGS)[:_MOST_CODINGS]:
        if coding := _CODING.fullmatch(element.strip(" \t")):
            # Section 8.4.1.3: the old name means the same.
            name = coding["name"].lower().removeprefix("x-")
            weights[name] = float(coding["weight"] or 1)
    weight = weights.get(GZIP, weights.get("*", 0.0))
    # What is not named may be sent, and is what a client wants least.
    return weight > 0 and weight >= weights.get("identity", 0.0)


def packed(response: Response) -> Response:
    """Return the same response in gzip.

    Its tag is weak: a strong one names these very bytes (section 8.8.1).
    """
    body = zlib.compress(response.body, _LEVEL, _WINDOW)
    result = Response(body, response.status_code)
    changed = {"content-length": str(len(body)), "content-encoding": GZIP}
    if tag := response.headers.get("etag"):
        changed["etag"] = tag if tag.startswith("W/") else f"W/{tag}"
    rest = [pair for pair in response.raw_headers if pair[0].decode("latin-1") not in changed]
    result.raw_headers = rest + [
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in changed.items()
    ]
    return result
