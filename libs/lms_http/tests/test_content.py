"""Content codings of a request's body (RFC 9110, sections 8.4 and 15.5.16)."""

from __future__ import annotations

import gzip

import msgspec
import pytest
from starlette.requests import Request

from lms_http import content, form, parse
from lms_kernel import UnsupportedMediaType


class Body(msgspec.Struct):
    """A body of these tests."""

    title: str


def _request(*codings: str, kind: str = "application/json", body: bytes = b"") -> Request:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-encoding", coding.encode()) for coding in codings]
    headers.append((b"content-type", kind.encode()))
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


@pytest.mark.parametrize(
    "codings", [("gzip",), ("GZip",), ("br, identity",), ("identity", "zstd"), ("x-unknown",)]
)
async def test_a_body_in_a_content_coding_is_refused(codings: tuple[str, ...]) -> None:
    """Before it is read, and the response names the codings that are accepted."""
    packed = gzip.compress(b'{"title": "Chess"}')
    for reading in (
        parse(_request(*codings, body=packed), Body),
        form(_request(*codings, kind="application/x-www-form-urlencoded", body=packed)),
        content(_request(*codings, body=packed)),
    ):
        with pytest.raises(UnsupportedMediaType) as refused:
            await reading
        assert refused.value.headers["Accept-Encoding"] == "identity"
        assert refused.value.status == 415


@pytest.mark.parametrize("codings", [(), ("",), ("identity",), ("Identity ,",)])
async def test_a_body_as_it_is_is_read(codings: tuple[str, ...]) -> None:
    """`identity` is the name of no coding (RFC 9110, section 8.4.1)."""
    assert await parse(_request(*codings, body=b'{"title": "Chess"}'), Body) == Body("Chess")


async def test_the_response_to_another_media_type_names_the_right_one() -> None:
    """Accept, not Accept-Encoding: the coding was not the reason (section 15.5.16)."""
    with pytest.raises(UnsupportedMediaType) as refused:
        await parse(_request(kind="text/csv"), Body)
    assert refused.value.headers == {"Accept": "application/json"}
