"""Responses: JSON bodies with the headers that caches and clients rely on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec
from starlette.responses import Response

from lms_http._conditions import is_fresh
from lms_kernel import Encoded, encoded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

T = TypeVar("T")

_PRIVATE = "private, no-cache"


class Answer(Response, Generic[T]):
    """A response whose body is a ``T`` in JSON; the type is what the API description shows."""

    media_type = "application/json"


def ok(
    body: T | Encoded[T],
    *,
    etag: str | None = None,
    cache: str | None = None,
    request: Request | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer[T]:
    """Return 200; with ``request`` and a matching If-None-Match, 304 without a body.

    ``etag`` is a version (``3`` becomes the strong tag ``"3"``); without one a weak tag is made
    from the body when ``request`` is given. ``cache`` is the Cache-Control; by default an answer
    belongs to the one who asked. A body that is JSON already is sent as it is, with its own tag.
    """
    if isinstance(body, Encoded):
        content, tag = body.json, body.tag
    elif etag is None and request is not None:
        content, tag = (made := encoded(body)).json, made.tag
    else:
        content, tag = msgspec.json.encode(body), ""
    sent = {"Cache-Control": cache or _PRIVATE, **(headers or {})}
    if etag is not None:
        sent["ETag"] = f'"{etag}"'
    elif request is not None:
        sent["ETag"] = f'W/"{tag}"'
    if request is not None and is_fresh(request, sent["ETag"]):
        return Answer(status_code=304, headers=sent)
    return Answer(content, headers=sent)


def download(
    content: bytes,
    kind: str,
    *,
    name: str,
    request: Request,
    headers: Mapping[str, str] | None = None,
) -> Answer[bytes]:
    """Return 200 with a file to be kept under a name, or 304; ``kind`` is its media type."""
    sent = {
        "Cache-Control": _PRIVATE,
        "Content-Disposition": f'attachment; filename="{name}"',
        "ETag": f'W/"{hashlib.blake2b(content, digest_size=12).hexdigest()}"',
        "X-Content-Type-Options": "nosniff",
        **(headers or {}),
    }
    if is_fresh(request, sent["ETag"]):
        return Answer(status_code=304, headers=sent)
    return Answer(content, headers=sent, media_type=kind)


def created(
    body: T, location: str, *, etag: str | None = None, headers: Mapping[str, str] | None = None
) -> Answer[T]:
    """Return 201 with what was created and its location."""
    sent = {"Location": location, "Cache-Control": "no-store", **(headers or {})}
    if etag is not None:
        sent["ETag"] = f'"{etag}"'
    return Answer(msgspec.json.encode(body), status_code=201, headers=sent)


def accepted(body: T, location: str) -> Answer[T]:
    """Return 202: accepted, still to be done; ``location`` shows the progress."""
    headers = {"Location": location, "Cache-Control": "no-store"}
    return Answer(msgspec.json.encode(body), status_code=202, headers=headers)


def found(location: str, *, cache: str | None = None) -> Answer[None]:
    """Return 302: what was asked for is at ``location`` for now; ``cache`` says how long."""
    return Answer(
        status_code=302, headers={"Location": location, "Cache-Control": cache or "no-store"}
    )


def no_content(*, headers: Mapping[str, str] | None = None) -> Answer[None]:
    """Return 204: done, without a body."""
    return Answer(status_code=204, headers={"Cache-Control": "no-store", **(headers or {})})
