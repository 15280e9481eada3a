"""What an HTML form sends, in either of its two encodings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms_http._content import content, media_type

if TYPE_CHECKING:
    from starlette.requests import Request

_MOST_FIELDS = 100


async def form(request: Request) -> dict[str, str]:
    """Return the fields of a form, the first value of each; empty when the body is no form.

    ``application/x-www-form-urlencoded`` and ``multipart/form-data`` (RFC 7578) are read, by the
    standard library alone: this API takes no files. Raises UnsupportedMediaType for a body in a
    content coding.
    """
    content_type = request.headers.get("content-type", "")
    kind = media_type(request)
    if kind == "application/x-www-form-urlencoded":
        return _urlencoded(await content(request))
    if kind == "multipart/form-data":
        return _multipart(content_type, await content(request))
    return {}


def _urlencoded(body: bytes) -> dict[str, str]:
    from urllib.parse import parse_qsl

    try:
        pairs = parse_qsl(
            body.decode(errors="replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError:  # too many
        return {}
    return dict(reversed(pairs))


def _multipart(content_type: str, body: bytes) -> dict[str, str]:
    from email.parser import BytesParser
    from email.policy import HTTP

    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    found: dict[str, str] = {}
    if not message.is_multipart():  # no boundary, or none of it in the body
        return found
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str) and part.get_filename() is None:
            value = part.get_payload(decode=True)
            text = value.decode(errors="replace") if isinstance(value, bytes) else ""
            found.setdefault(name, text)
    return found
