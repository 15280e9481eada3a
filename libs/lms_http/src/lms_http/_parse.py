"""The request as typed values: body, query, path and preconditions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar, get_args, get_origin

import msgspec

from lms_kernel import (
    BadRequest,
    FieldError,
    Invalid,
    NotFound,
    UnsupportedMediaType,
    accept,
    decode,
)

if TYPE_CHECKING:
    from starlette.requests import Request

T = TypeVar("T", bound=msgspec.Struct)

_VERSION = re.compile(r'(?:W/)?"(\d{1,18})"')
_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")


async def parse(request: Request, into: type[T]) -> T:
    """Read the JSON body.

    Raises UnsupportedMediaType, BadRequest (unreadable) or Invalid (every fault by field).
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise UnsupportedMediaType(f"The content type is {kind or 'missing'}.")
    return decode(await request.body(), into)


def query(request: Request, into: type[T]) -> T:
    """Read the query string; fields that are lists may be repeated, unknown names are refused."""
    lists = {field.encode_name for field in msgspec.structs.fields(into) if _is_list(field.type)}
    values_by_name: dict[str, object] = {}
    faults = []
    for name in request.query_params:
        values = request.query_params.getlist(name)
        if any("\x00" in value for value in values):
            faults.append(FieldError(name, "must not contain the character U+0000"))
        elif name in lists:
            values_by_name[name] = [value for value in values if value]
        elif len(values) > 1:
            faults.append(FieldError(name, "must be given only once"))
        elif values[0]:
            # ``?q=`` is how a form sends an empty field: as good as absent.
            values_by_name[name] = values[0]
    if faults:
        raise Invalid(errors=faults)
    return accept(values_by_name, into, strict=False)


def path_id(request: Request, *, segment: int = -1) -> str:
    """Return a segment of the path, the last one by default: an id, a slug or ``me``.

    Raises NotFound for anything that cannot be one of these.
    """
    segments = request.url.path.rstrip("/").split("/")
    found = "".join(segments[segment:][:1])
    if _SEGMENT.fullmatch(found) is None:
        raise NotFound("That is not a valid id.")
    return found


def if_match(request: Request) -> int | None:
    """Return the version that the caller's copy has, or None when any will do (RFC 9110, 13.1.1).

    Raises BadRequest for a tag that this API never sends.
    """
    sent = request.headers.get("if-match", "*").strip()
    if sent == "*":
        return None
    known = _VERSION.fullmatch(sent)
    if known is None:
        raise BadRequest('If-Match takes one ETag of this API, such as "3".')
    return int(known.group(1))


def _is_list(annotation: object) -> bool:
    origin = get_origin(annotation)
    if origin in {list, tuple}:
        return True
    return any(_is_list(part) for part in get_args(annotation))
