"""Accepting what people send: each value is normalized by its kind, then checked by its type.

What a type's fields need is worked out once per type and kept: ``get_type_hints`` is slow.
"""

from __future__ import annotations

import functools
import math
import types
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from lms_kernel._faults import MOST_FAULTS, field_faults, inside, invalid
from lms_kernel._problems import FieldError

T = TypeVar("T")
Normalize = Callable[[Any], Any]

_NUL = "must not contain the character U+0000"
_LISTS = (list, tuple, set, frozenset)
_UNIONS = (Union, types.UnionType)


class Examination(msgspec.Struct, frozen=True):
    """What today's rules say of a value: what it would be as accepted, and its faults, if any."""

    normal: Any
    faults: tuple[FieldError, ...]


def accept(value: object, into: type[T]) -> T:
    """Read plain data (dicts, lists, strings) that somebody sent; Invalid names every fault."""
    faults: list[FieldError] = []
    normal = normalized(value, into, faults)
    faults += _further(faults, [*islice(_without_place(normal), MOST_FAULTS)])
    try:
        accepted = msgspec.convert(normal, type=into)
    except msgspec.ValidationError as fault:
        faults += _further(faults, field_faults(normal, into, fault, strict=True))
        raise invalid(faults) from fault
    if faults:
        raise invalid(faults)
    return accepted


def _without_place(value: object, steps: tuple[str | int, ...] = ()) -> Iterator[FieldError]:
    """Return the faults of what no store has a place for.

    PostgreSQL has none for U+0000, and JSON none for the infinity that a number beyond the range of
    a double is read as. The path is written only where there is a fault.
    """
    if isinstance(value, str):
        if "\0" in value:
            yield FieldError(_path(steps), _NUL)
    elif isinstance(value, float):
        if not math.isfinite(value):
            yield FieldError(_path(steps), "is beyond the range of numbers")
    elif isinstance(value, dict):
        for name, each in value.items():
            if "\0" in name:
                yield FieldError(_path(steps), f"has a name that {_NUL}")
            yield from _without_place(each, (*steps, name))
    elif isinstance(value, list | tuple):
        for at, each in enumerate(value):
            yield from _without_place(each, (*steps, at))


def _path(steps: Iterable[str | int]) -> str:
    path = ""
    for each in steps:
        path = f"{path}[{each}]" if isinstance(each, int) else inside(path, each)
    return path


def examine(value: object, into: Any) -> Examination:
    """Tell whether a stored value passes today's rules, and what normalization makes of it.

    ``value`` is plain data (``msgspec.to_builtins`` of a message, or a single value), ``into`` the
    message's type or that of one field, such as ``Email``. Nothing is changed. A value is as it
    would be stored today when there are no faults and ``normal`` equals it; one that differs but
    has no faults can be replaced by ``normal``.
    """
    faults: list[FieldError] = []
    normal = normalized(value, into, faults)
    try:
        msgspec.convert(normal, type=into)
    except msgspec.ValidationError as fault:
        faults += _further(faults, field_faults(normal, into, fault, strict=True))
    return Examination(normal, tuple(faults))


def is_normalized(into: Any) -> bool:
    """Tell whether any field of the type names its kind."""
    plan = _plan(into)
    return bool(plan.fields) or not (plan.fields is not None or plan.is_empty)


def normalized(value: object, into: Any, faults: list[FieldError]) -> object:
    """Return plain data with every value in the form of its kind; note what has none."""
    return _plan(into).apply(value, "", faults)


def _further(known: list[FieldError], faults: list[FieldError]) -> list[FieldError]:
    fields = {each.field for each in known}
    return [each for each in faults if each.field not in fields]


class _Plan:
    """What is to be done with a value, by what it turns out to be."""

    __slots__ = ("fields", "items", "lists", "names", "tag_field", "tagged", "texts", "values")

    def __init__(self) -> None:
        self.texts: list[Normalize] = []
        self.lists: list[Normalize] = []
        self.items: _Plan | None = None
        self.fields: dict[str, _Plan] | None = None
        self.tag_field = ""
        self.tagged: dict[object, dict[str, _Plan]] = {}
        self.names: _Plan | None = None
        self.values: _Plan | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do; a struct is unknown while it is read."""
        parts = (self.items, self.fields, self.names, self.values)
        is_plain = not (self.texts or self.lists or self.tagged)
        return is_plain and all(each is None for each in parts)

    def apply(self, value: Any, path: str, faults: list[FieldError]) -> Any:
        """Return the value in its form; one that cannot have it stays, and its fault is noted."""
        if isinstance(value, str):
            return _attempt(self.texts, value, path, faults)
        if isinstance(value, list | tuple):
            if self.items is not None:
                each = self.items.apply
                value = [each(one, f"{path}[{at}]", faults) for at, one in enumerate(value)]
            return _attempt(self.lists, value, path, faults) if self.lists else value
        return self._apply_to_object(value, path, faults) if isinstance(value, dict) else value

    def _apply_to_object(
        self, value: dict[str, Any], path: str, faults: list[FieldError]
    ) -> dict[str, Any]:
        prefix = f"{path}." if path else ""
        # A tag of a type that cannot be one, a list perhaps, is left to the check.
        tag = value.get(self.tag_field) if self.tagged else None
        fields = self.tagged.get(tag) if isinstance(tag, str | int) else self.fields
        if fields is not None:
            return value | {
                name: plan.apply(value[name], f"{prefix}{name}", faults)
                for name, plan in fields.items()
                if name in value
            }
        names, values = self.names or _NOTHING, self.values or _NOTHING
        return {
            names.apply(name, path, faults): values.apply(each, f"{prefix}{name}", faults)
            for name, each in value.items()
        }


_NOTHING = _Plan()
_fields: dict[type, dict[str, _Plan]] = {}


def _attempt(normalizers: list[Normalize], value: Any, path: str, faults: list[FieldError]) -> Any:
    try:
        for normalize in normalizers:
            value = normalize(value)
    except ValueError as fault:
        faults.append(FieldError(path, str(fault)))
    return value


def _plan(annotation: Any) -> _Plan:
    is_struct = isinstance(annotation, type) and issubclass(annotation, msgspec.Struct)
    return _plan_of_struct(annotation) if is_struct else _new_plan(annotation)


@functools.cache
def _plan_of_struct(kind: type[msgspec.Struct]) -> _Plan:
    return _new_plan(kind)


def _new_plan(annotation: Any) -> _Plan:
    plan = _Plan()
    _fill(plan, annotation)
    return plan


def _fill(plan: _Plan, annotation: Any) -> None:
    """Add to a plan what a type asks for."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        # The very same: it may still be incomplete.
        fields = _of_fields(annotation)
        config = annotation.__struct_config__
        if config.tag is None:
            plan.fields = fields
        else:
            plan.tag_field, plan.tagged[config.tag] = config.tag_field or "", fields
    elif origin is Annotated:
        _fill(plan, parts[0])
        target = plan.lists if get_origin(parts[0]) in _LISTS else plan.texts
        target += [
            meta.extra["normalize"]
            for meta in parts[1:]
            if isinstance(meta, msgspec.Meta) and meta.extra and "normalize" in meta.extra
        ]
    elif origin in _LISTS:
        plan.items = _part(parts[0])
    elif origin is dict:
        plan.names, plan.values = map(_part, parts)
    elif origin in _UNIONS:
        for part in parts:
            _fill(plan, part)


def _part(annotation: Any) -> _Plan | None:
    plan = _new_plan(annotation)
    return None if plan.is_empty else plan


def _of_fields(kind: type[msgspec.Struct]) -> dict[str, _Plan]:
    """Return the plans of a struct's fields; those that need nothing have none."""
    if kind not in _fields:
        # Known before it is complete: a module holds modules.
        plans = _fields[kind] = {}
        for field in msgspec.structs.fields(kind):
            if plan := _part(field.type):
                plans[field.encode_name] = plan
    return _fields[kind]
