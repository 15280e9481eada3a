"""The request as typed values: body, query and path."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar, get_args, get_origin

import msgspec

from lms_http._content import content, media_type
from lms_kernel import (
    NOT_A_FIELD,
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

_NUMBER = re.compile(r"(-?)0*([0-9]+)")
_MOST_DIGITS = 18
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
    """Read the query string; fields that are lists may be repeated, unknown names are refused.

    A truth value is ``true`` or ``false``, a number is its decimal digits. There is no other way to
    write one, and none to write null: what is not asked for is left out.
    """
    forms = _forms(into)
    values_by_name: dict[str, object] = {}
    faults = []
    for name in request.query_params:
        values = request.query_params.getlist(name)
        form = forms.get(name)
        if form is None:
            faults.append(FieldError(name, NOT_A_FIELD))
        elif form.is_list:
            values_by_name[name] = [value for value in values if value]
        elif len(values) > 1:
            faults.append(FieldError(name, "must be given only once"))
        elif values[0]:
            # ``?q=`` is how a form sends an empty field: as good as absent.
            try:
                values_by_name[name] = form.read(values[0])
            except ValueError as fault:
                faults.append(FieldError(name, str(fault)))
    if faults:
        raise Invalid(errors=faults)
    return accept(values_by_name, into)


def path_id(request: Request, *, segment: int = -1, any_case: bool = False) -> str:
    """Return a segment of the path, the last one by default: an id, a slug or ``me``.

    ``any_case`` is for ids that people type from paper: they are returned in lower case, because
    UUIDs are read without regard to case (RFC 9562, section 4). Raises NotFound for anything that
    cannot be one of these.
    """
    segments = request.url.path.rstrip("/").split("/")
    found = "".join(segments[segment:][:1])
    if _SEGMENT.fullmatch(found) is None:
        raise NotFound("That is not a valid id.")
    return found.lower() if any_case else found


class _Form(NamedTuple):
    """How a field is written in a query."""

    is_list: bool
    read: Callable[[str], object]


@functools.cache
def _forms(into: type[msgspec.Struct]) -> dict[str, _Form]:
    """Return the forms of the fields; found once per type, because annotations are slow."""
    return {field.encode_name: _form(field.type) for field in msgspec.structs.fields(into)}


def _form(annotation: object) -> _Form:
    kinds = {*_kinds(annotation)}
    is_list = bool(kinds & {list, tuple})
    if bool in kinds:
        return _Form(is_list, _truth)
    return _Form(is_list, _number if int in kinds else str)


def _kinds(annotation: object) -> Iterator[object]:
    """Return the types of the values that a field may have; of a list, also that it is one."""
    origin = get_origin(annotation)
    if origin is Literal:
        yield from map(type, get_args(annotation))
    elif origin in {list, tuple}:
        yield origin
    elif origin is None:
        yield annotation
    else:
        for part in get_args(annotation):
            yield from _kinds(part)


def _truth(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError("must be true or false")
    return text == "true"


def _number(text: str) -> int:
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise ValueError("must be a whole number, in the digits 0 to 9")
    # One with more digits is beyond the limits of every field anyway.
    return int(f"{found[1]}{found[2][:_MOST_DIGITS]}")
