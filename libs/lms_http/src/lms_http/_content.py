"""The body of a request as it was sent: which media type, and in no content coding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lms_kernel import UnsupportedMediaType

if TYPE_CHECKING:
    from starlette.requests import Request


def media_type(request: Request) -> str:
    """Return the media type of the body in lower case, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def content(request: Request) -> bytes:
    """Return the bytes of the body.

    Nothing is unpacked here, so a small body stays small. Raises UnsupportedMediaType for a body
    in a content coding, and says that none is accepted (RFC 9110, sections 8.4.1 and 15.5.16).
    """
    lines = request.headers.getlist("content-encoding")
    codings = {coding.strip().lower() for line in lines for coding in line.split(",")}
    unknown = sorted(codings - {"", "identity"})
    if unknown:
        raise UnsupportedMediaType(
            "Send the body as it is, without Content-Encoding.",
            headers={"Accept-Encoding": "identity"},
        )
    return await request.body()
