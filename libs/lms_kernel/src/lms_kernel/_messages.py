"""Reading messages: JSON into typed structs, with every fault named for a person."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from lms_kernel._accept import accept, is_normalized
from lms_kernel._faults import field_faults
from lms_kernel._problems import BadRequest, FieldError, Invalid

T = TypeVar("T")

# An escaped NUL; an escaped backslash before ``u0000`` is ordinary text.
_ESCAPED = rb"\u0000"
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def decode(data: bytes, into: type[T]) -> T:
    """Read JSON bytes that somebody sent as the given type: normalized by kind, then checked.

    Raises BadRequest when the bytes are not JSON, Invalid when the JSON does not fit. A type whose
    fields name no kinds is read in a single pass.
    """
    # PostgreSQL stores every character but this one; refused here, it is nobody's surprise later.
    if _ESCAPED in data and _NUL.search(data):
        raise BadRequest("Text must not contain the character U+0000.")
    try:
        if not is_normalized(into):
            return msgspec.json.decode(data, type=into)
        raw = msgspec.json.decode(data)
    except msgspec.ValidationError as fault:
        raise Invalid(errors=_faults(data, into, fault)) from fault
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise BadRequest(_unreadable(fault)) from fault
    try:
        return accept(raw, into)
    except RecursionError as fault:
        raise BadRequest(_unreadable(fault)) from fault


def convert(value: object, into: type[T], *, strict: bool = True) -> T:
    """Read plain data of the platform's own as the given type; Invalid when it does not fit.

    Nothing is normalized: it was when it came in, see ``accept``. ``strict=False`` also reads
    numbers and booleans out of strings, as in the environment.
    """
    try:
        return msgspec.convert(value, type=into, strict=strict)
    except msgspec.ValidationError as fault:
        raise Invalid(errors=field_faults(value, into, fault, strict=strict)) from fault


def _unreadable(fault: Exception) -> str:
    return f"The body must be JSON in UTF-8: {fault}."


def _faults(data: bytes, into: type[T], first: msgspec.ValidationError) -> list[FieldError]:
    try:
        raw = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as unreadable:
        raise BadRequest(_unreadable(unreadable)) from first
    return field_faults(raw, into, first, strict=True)
