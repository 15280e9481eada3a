"""What is wrong with a message, field by field, in words for a person."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

import msgspec

from lms_kernel._problems import FieldError, Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_KEY = "`key` in "
_STEP = re.compile(r"\.\w+|\[")
# What msgspec says, in all its forms; whatever else it may say is not passed on.
_MISSING = re.compile(r"Object missing required field `(.*)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`")
_TYPE = re.compile(r"Expected `([^`]*)`(?:, got `([^`]*)`)?")
_LENGTH = re.compile(
    r"Expected `(\w+)` of (?:(at least) )?length (?:([<>=]=) )?(\d+)(?:, got \d+)?"
)
_BOUND = re.compile(r"Expected `(int|float|decimal)` (>=|<=|>|<) (\S+)")
_VALUE = re.compile(r"Invalid (?:enum )?value (.*)")
_TIME = re.compile(r".*(?:`datetime`|RFC3339 encoded datetime).*")
_UNITS = {
    "str": ("character", "characters"),
    "array": ("item", "items"),
    "object": ("entry", "entries"),
    "bytes": ("byte", "bytes"),
}
_SIZES = {">=": "at least ", "<=": "at most "}
_BOUNDS = {">=": "of at least", "<=": "of at most", ">": "greater than", "<": "less than"}
_WORDS = {
    "str": ("text",),
    "int": ("a whole number",),
    "float": ("a number",),
    "bool": ("true", "false"),
    "array": ("a list",),
    "object": ("an object",),
    "decimal": ("a number",),
    "datetime": ("a time",),
}
NOT_A_FIELD = "is not a field of this request"
# A body within the limit of its length may have a hundred thousand, each with a long path.
MOST_FAULTS = 20
_HOLDERS = (dict, list, tuple, set, frozenset)


def field_faults(
    raw: object, into: Any, first: msgspec.ValidationError, *, strict: bool
) -> list[FieldError]:
    """Collect the faults of every top-level field; at least the first one."""
    if not (isinstance(into, type) and issubclass(into, msgspec.Struct) and isinstance(raw, dict)):
        return [_field_error("", str(first), into)]
    return list(islice(_struct_faults(raw, into, strict=strict), MOST_FAULTS)) or [
        _field_error("", str(first), None)
    ]


def inside(field: str, name: str) -> str:
    """Return the path of a field that is in another one, or in the body itself."""
    return f"{field}.{name}" if field else name


def invalid(faults: Sequence[FieldError]) -> Invalid:
    """Return the problem of a message; what is wrong with all of it is no field's fault."""
    for fault in faults:
        if not fault.field:
            return Invalid(f"The body {fault.message}.")
    return Invalid(errors=faults[:MOST_FAULTS])


def _struct_faults(
    raw: Mapping[str, object], into: type[msgspec.Struct], *, strict: bool
) -> Iterator[FieldError]:
    fields = msgspec.structs.fields(into)
    known = {field.encode_name for field in fields}
    if into.__struct_config__.forbid_unknown_fields:
        yield from (FieldError(name, NOT_A_FIELD) for name in raw if name not in known)
    for field in fields:
        name = field.encode_name
        if name not in raw:
            if field.required:
                yield FieldError(name, "is required")
            continue
        try:
            msgspec.convert(raw[name], type=field.type, strict=strict)
        except msgspec.ValidationError as fault:
            yield _field_error(name, str(fault), field.type)


def _field_error(name: str, message: str, annotation: Any) -> FieldError:
    """Turn msgspec's words and path (``... - at `$.price.amount```) into a field and a message.

    A field that is missing is at fault itself, not the object that misses it. A name that an object
    may not have is at ```key` in `$.prices```: the object is the field.
    """
    text, _, path = message.partition(" - at ")
    is_key = path.startswith(_KEY)
    inner = path.removeprefix(_KEY).strip("`").removeprefix("$")
    field = f"{name}{inner}" if name else inner.lstrip(".")
    if found := _MISSING.fullmatch(text):
        return FieldError(inside(field, found[1]), "is required")
    if found := _UNKNOWN.fullmatch(text):
        return FieldError(inside(field, found[1]), NOT_A_FIELD)
    types = list(_inside([annotation], _STEP.findall(inner)))
    if is_key:
        types = [key for each in types for key in _keys(each)]
    hint = next(filter(None, map(hint_of, types)), None)
    if hint is None and text.startswith(("Invalid enum value", "Invalid value")):
        hint = _choice_of([choice for each in types for choice in _choices(each)])
    message = hint or _sentence(text)
    return FieldError(field, f"has a name that {message}" if is_key else message)


def _inside(annotations: Iterable[Any], steps: Iterable[str]) -> Iterable[Any]:
    """Follow a path into types: names of fields, and brackets for whatever is in a list."""
    for step in steps:
        annotations = [inner for each in annotations for inner in _step(each, step)]
    return annotations


def _step(annotation: Any, step: str) -> Iterator[Any]:
    origin, parts = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        yield from (
            field.type
            for field in msgspec.structs.fields(annotation)
            if f".{field.encode_name}" == step
        )
        config = annotation.__struct_config__
        if config.tag is not None and f".{config.tag_field}" == step:
            yield Literal[config.tag]
    elif origin in _HOLDERS:
        # A list's only one, a mapping's second one; a tuple says `...` behind it.
        yield from (part for part in parts[-1:] if part is not ...)
        yield from (part for part in parts[:1] if parts[-1] is ...)
    else:
        for part in parts:
            yield from _step(part, step)


def _keys(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is dict:
        yield get_args(annotation)[0]
    else:
        for part in get_args(annotation):
            yield from _keys(part)


def _sentence(text: str) -> str:
    """Put it for people: ``Expected `str`, got `int``` becomes ``must be text, not ...``."""
    if found := _TYPE.fullmatch(text):
        wanted, got = found.groups()
        return f"must be {_in_words(wanted)}" + (f", not {_in_words(got)}" if got else "")
    if found := _LENGTH.fullmatch(text):
        kind, at_least, sign, number = found.groups()
        one, many = _UNITS.get(kind, _UNITS["str"])
        size = "at least " if at_least else _SIZES.get(sign, "")
        return f"must have {size}{number} {one if number == '1' else many}"
    if found := _BOUND.fullmatch(text):
        return f"must be {_in_words(found[1])} {_BOUNDS[found[2]]} {found[3]}"
    if found := _VALUE.fullmatch(text):
        return f"cannot be {found[1]}"
    if _TIME.fullmatch(text):
        return "must be a time with its zone, like 2026-11-30T09:30:00Z"
    return "does not have the form that it must have"


def _in_words(types: str) -> str:
    """Put ``int | null`` as ``a whole number or null``."""
    words = [word for each in types.split(" | ") for word in _WORDS.get(each, (each,))]
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def _choice_of(choices: Sequence[str]) -> str | None:
    if not choices:
        return None
    first, *others = choices
    return f"must be one of: {', '.join(choices)}" if others else f"must be {first}"


def _choices(annotation: Any) -> Iterator[str]:
    """Name the values that a type allows, also inside of ``Annotated`` and of unions."""
    if get_origin(annotation) is Literal:
        # A truth value is spelled as JSON does.
        yield from (
            str(one).lower() if isinstance(one, bool) else str(one) for one in get_args(annotation)
        )
    else:
        for part in get_args(annotation):
            yield from _choices(part)


class _Limits(dict[str, str]):
    """The limits of a field as its hint names them."""

    def __init__(self, meta: msgspec.Meta) -> None:
        self._meta = meta

    def __missing__(self, name: str) -> str:
        limit = getattr(self._meta, name)
        if limit is None:
            raise TypeError(f"a hint names {name}, which its type does not limit")
        return str(limit)


def hint_of(annotation: Any) -> str | None:
    """Find the wording that a type carries in ``Meta(extra={"hint": ...})``.

    A limit is written once: the hint names it as ``{min_length}``, ``{max_length}``, ``{ge}`` or
    ``{le}``.
    """
    if get_origin(annotation) is Annotated:
        for meta in get_args(annotation)[1:]:
            if isinstance(meta, msgspec.Meta) and meta.extra and "hint" in meta.extra:
                return str(meta.extra["hint"]).format_map(_Limits(meta))
    if get_origin(annotation) in _HOLDERS:
        # A list that is too long is not told what its items must be.
        return None
    hints = (hint_of(part) for part in get_args(annotation))
    return next((hint for hint in hints if hint), None)
