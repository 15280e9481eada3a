"""Reading messages: JSON into typed structs, with every fault named for a person."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from lms_kernel._accept import accept, is_normalized
from lms_kernel._faults import field_faults
from lms_kernel._problems import BadRequest, Invalid

T = TypeVar("T")

_TOO_DEEP = "The body has too many objects and lists within one another."
_PLACE = re.compile(r"\(byte (\d+)\)")

# An escaped NUL; an escaped backslash before ``u0000`` is ordinary text.
_ESCAPED = rb"\u0000"
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def decode(data: bytes, into: type[T]) -> T:
    """Read JSON bytes that somebody sent as the given type: normalized by kind, then checked.

    Raises BadRequest when the bytes are not JSON, Invalid when the JSON does not fit. A type whose
    fields name no kinds is read in a single pass, as long as it fits.
    """
    # PostgreSQL stores every character but this one; refused here, it is nobody's surprise later.
    is_plain = not is_normalized(into) and not (_ESCAPED in data and _NUL.search(data))
    try:
        if is_plain:
            return msgspec.json.decode(data, type=into)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Read again, for all that is wrong with it.
        pass
    try:
        return accept(_read(data), into)
    except RecursionError as fault:
        raise BadRequest(_TOO_DEEP) from fault


def _read(data: bytes) -> object:
    """Return what the JSON says. Raises BadRequest, in words of our own."""
    if not data.strip():
        raise BadRequest("The body is empty. Send JSON.")
    try:
        return msgspec.json.decode(data)
    except msgspec.ValidationError:
        # A number out of range, without its place: ``accept`` finds the infinity.
        return _read_with_infinity(data)
    except UnicodeDecodeError as fault:
        raise BadRequest("The body must be JSON in UTF-8.") from fault
    except msgspec.DecodeError as fault:
        place = _PLACE.search(str(fault))
        where = f"at byte {place[1]}" if place else "to its end"
        raise BadRequest(f"The body must be JSON in UTF-8; it cannot be read {where}.") from fault


def _read_with_infinity(data: bytes) -> object:
    """Return what the JSON says, with infinity for a number beyond the range of a double."""
    # Hardly anybody sends one: others do not pay for the import.
    import json

    try:
        raw = json.loads(data)
        # Half of a character is no text.
        json.dumps(raw, ensure_ascii=False).encode()
    except ValueError as fault:
        raise BadRequest("The body must be JSON in UTF-8.") from fault
    return raw


def convert(value: object, into: type[T], *, strict: bool = True) -> T:
    """Read plain data of the platform's own as the given type; Invalid when it does not fit.

    Nothing is normalized: it was when it came in, see ``accept``. ``strict=False`` also reads
    numbers and booleans out of strings, as in the environment.
    """
    try:
        return msgspec.convert(value, type=into, strict=strict)
    except msgspec.ValidationError as fault:
        raise Invalid(errors=field_faults(value, into, fault, strict=strict)) from fault
