"""Content codings of responses (RFC 9110, sections 8.4 and 12.5.3)."""

from __future__ import annotations

import gzip

import pytest
from starlette.datastructures import Headers
from starlette.responses import Response

from lms_http._codings import LEAST_BYTES, is_packable, packed, takes_gzip

LONG = b'"' + b"x" * LEAST_BYTES + b'"'


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        ([], False),
        ([""], False),
        (["gzip"], True),
        (["GZip"], True),
        (["x-gzip"], True),
        (["gzip, deflate, br, zstd"], True),
        (["br", "gzip"], True),
        (["br;q=1.0, gzip ; q=0.2"], True),
        (["*"], True),
        (["*;q=0.1"], True),
        (["gzip;q=0"], False),
        (["gzip;Q=0.000"], False),
        (["gzip;q=0, *"], False),
        (["*;q=0"], False),
        (["br"], False),
        (["identity"], False),
        (["identity, gzip;q=0.5"], False),
        (["identity;q=0.5, gzip;q=0.5"], True),
        (["identity;q=0, gzip"], True),
        (["gzipped"], False),
        (["gzip;q=2"], False),
        (["gzip;level=9"], False),
        (["a, " * 1000 + "gzip"], False),
    ],
)
def test_weights_decide(fields: list[str], *, taken: bool) -> None:
    """Gzip goes to clients that want it no less than no coding; unreadable text asks for none."""
    headers = Headers(raw=[(b"accept-encoding", field.encode()) for field in fields])
    assert takes_gzip(headers) is taken


@pytest.mark.parametrize(
    ("kind", "gains"),
    [
        ("application/json", True),
        ("application/problem+json", True),
        ("application/xml", True),
        ("image/svg+xml", False),
        ("text/html; charset=utf-8", True),
        ("image/png", False),
        ("font/woff2", False),
        ("application/jsonish", False),
        ("", False),
    ],
)
def test_text_is_packed(kind: str, *, gains: bool) -> None:
    """What is packed by its own form, or short, or packed already, is sent as it is."""
    response = Response(LONG, media_type=kind or None)
    assert is_packable(response) is gains
    assert not is_packable(Response(LONG[: LEAST_BYTES - 1], media_type=kind or None))
    response.headers["Content-Encoding"] = "br"
    assert not is_packable(response)


@pytest.mark.parametrize(("tag", "sent"), [('"3"', 'W/"3"'), ('W/"3"', 'W/"3"'), (None, None)])
def test_what_is_packed_says_so(tag: str | None, sent: str | None) -> None:
    """The same fields, except for the coding, the length and the tag, which is weak."""
    plain = Response(LONG, media_type="application/json", headers={"X-Other": "é"})
    if tag is not None:
        plain.headers["ETag"] = tag
    small = packed(plain)
    assert gzip.decompress(small.body) == LONG
    assert small.headers["content-length"] == str(len(small.body))
    assert small.headers["content-encoding"] == "gzip"
    assert small.headers.get("etag") == sent
    assert small.headers["x-other"] == "é"
    assert plain.headers.get("etag") == tag
    # Nothing about the moment or the machine is in it: the same page is the same bytes.
    assert packed(plain).body == small.body
