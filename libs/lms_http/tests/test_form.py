"""Forms, as browsers and mail programs send them."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from lms_http import form

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = 'multipart/form-data; boundary="--x1"'
PART = '----x1\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'


def _request(content_type: str, body: bytes) -> Request:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", content_type.encode())] if content_type else []
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


def _multipart(*pairs: tuple[str, str]) -> bytes:
    return ("".join(PART.format(*pair) for pair in pairs) + "----x1--\r\n").encode()


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (URLENCODED, b"a=1&b=caf%C3%A9+au+lait&c="),
        (f"{URLENCODED}; charset=UTF-8", b"a=1&b=caf%C3%A9+au+lait&c="),
        (URLENCODED.upper(), b"a=1&b=caf%C3%A9+au+lait&c="),
        (MULTIPART, _multipart(("a", "1"), ("b", "café au lait"), ("c", ""))),
    ],
)
async def test_both_encodings_say_the_same(content_type: str, body: bytes) -> None:
    """Letters of any language, empty fields too."""
    assert await form(_request(content_type, body)) == {"a": "1", "b": "café au lait", "c": ""}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [(URLENCODED, b"a=1&a=2"), (MULTIPART, _multipart(("a", "1"), ("a", "2")))],
)
async def test_the_first_value_counts(content_type: str, body: bytes) -> None:
    """A second one cannot take its place."""
    assert await form(_request(content_type, body)) == {"a": "1"}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("", b"a=1"),
        ("application/json", b'{"a": 1}'),
        ("text/plain", b"a=1"),
        (URLENCODED, b""),
        (URLENCODED, b"&".join(b"a%d=1" % number for number in range(200))),
        ("multipart/form-data", _multipart(("a", "1"))),
        ("multipart/form-data; boundary=other", _multipart(("a", "1"))),
        (MULTIPART, b""),
        (MULTIPART, b"\xff\x00" * 100),
        (MULTIPART, b"----x1\r\n\r\nno name\r\n----x1--\r\n"),
    ],
)
async def test_what_is_no_form_has_no_fields(content_type: str, body: bytes) -> None:
    """The caller that wanted a field can say so better than the parser."""
    assert await form(_request(content_type, body)) == {}


async def test_a_file_is_no_field() -> None:
    """Nothing here takes files."""
    disposition = 'Content-Disposition: form-data; name="a"; filename="a.txt"'
    body = f"----x1\r\n{disposition}\r\n\r\n1\r\n----x1--\r\n".encode()
    assert await form(_request(MULTIPART, body)) == {}


async def test_forms_within_forms_end_somewhere() -> None:
    """However deep somebody nests them within the limit of a body."""
    nested = b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (depth, depth + 1)
        for depth in range(300)
    )
    assert await form(_request("multipart/form-data; boundary=b0", nested)) == {}
