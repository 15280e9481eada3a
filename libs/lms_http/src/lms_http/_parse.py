"""The request as typed values: body, query and path."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, TypeVar, get_args, get_origin

import msgspec

from lms_http._content import content, media_type
from lms_kernel import (
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

_SEGMENT = re.compile(r"[A-Za-z0-9_-]{1,100}")


async def parse(request: Request, into: type[T]) -> T:
    """Read the JSON body.

    Raises UnsupportedMediaType, whose headers say what is supported, BadRequest (unreadable) or
    Invalid (every fault by field).
    """
    kind = media_type(request)
    if kind != "application/json" and not kind.endswith("+json"):
        raise UnsupportedMediaType(
            f"The content type is {kind or 'missing'}.", headers={"Accept": "application/json"}
        )
    return decode(await content(request), into)


def query(request: Request, into: type[T]) -> T:
    """Read the query string; fields that are lists may be repeated, unknown names are refused."""
    lists = _lists(into)
    values_by_name: dict[str, object] = {}
    faults = []
    for name in request.query_params:
        values = request.query_params.getlist(name)
        if name in lists:
            values_by_name[name] = [value for value in values if value]
        elif len(values) > 1:
            faults.append(FieldError(name, "must be given only once"))
        elif values[0]:
            # ``?q=`` is how a form sends an empty field: as good as absent.
            values_by_name[name] = values[0]
    if faults:
        raise Invalid(errors=faults)
    return accept(values_by_name, into, strict=False)


def asks_for(request: Request, kind: str) -> bool:
    """Tell whether the Accept field names this media type; a range like ``*/*`` names none."""
    accepted = ",".join(request.headers.getlist("accept")).lower()
    return any(each.partition(";")[0].strip() == kind for each in accepted.split(","))


def path_id(request: Request, *, segment: int = -1) -> str:
    """Return a segment of the path, the last one by default: an id, a slug or ``me``.

    Raises NotFound for anything that cannot be one of these.
    """
    segments = request.url.path.rstrip("/").split("/")
    found = "".join(segments[segment:][:1])
    if _SEGMENT.fullmatch(found) is None:
        raise NotFound("That is not a valid id.")
    return found


@functools.cache
def _lists(into: type[msgspec.Struct]) -> frozenset[str]:
    """Return the fields that may be repeated; found once per type, because annotations are slow."""
    fields = msgspec.structs.fields(into)
    return frozenset(field.encode_name for field in fields if _is_list(field.type))


def _is_list(annotation: object) -> bool:
    origin = get_origin(annotation)
    if origin in {list, tuple}:
        return True
    return any(_is_list(part) for part in get_args(annotation))
