"""Types without their rules: what a stored value must be, not what a new one may be."""

from __future__ import annotations

import functools
import operator
import types
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec


def loose(annotation: Any) -> Any:
    """Return the same type without limits, patterns and checks of its own.

    A struct becomes a subclass of itself, so that its methods stay: without ``__post_init__``, and
    unknown fields do no harm. That a moment has a time zone is part of its type.
    """
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        is_aware = any(isinstance(part, msgspec.Meta) and part.tz for part in parts[1:])
        inner = loose(parts[0])
        return Annotated[inner, msgspec.Meta(tz=True)] if is_aware else inner
    if origin in {Union, types.UnionType}:
        return functools.reduce(operator.or_, map(loose, parts))
    if origin in {dict, frozenset, list, set, tuple}:
        return origin[tuple(part if part is ... else loose(part) for part in parts)]
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return _twin(annotation)
    return annotation


# A struct may hold itself (modules hold modules): its twin is known before its fields are.
_twins: dict[type[msgspec.Struct], type[msgspec.Struct]] = {}


def _twin(kind: type[msgspec.Struct]) -> type[msgspec.Struct]:
    if kind in _twins:
        return _twins[kind]
    fields = msgspec.structs.fields(kind)
    twin = _twins[kind] = msgspec.defstruct(
        kind.__name__,
        [(field.name, Any, _options(field)) for field in fields],
        bases=(kind,),
        namespace={
            "__doc__": kind.__doc__,
            "__module__": kind.__module__,
            "__post_init__": _accept,
        },
        kw_only=True,
        forbid_unknown_fields=False,
    )
    # msgspec reads them when it first needs them, which is later.
    twin.__annotations__ = {field.name: loose(field.type) for field in fields}
    return twin


def _options(field: msgspec.structs.FieldInfo) -> Any:
    name = None if field.encode_name == field.name else field.encode_name
    options: dict[str, Any] = {"default": field.default, "default_factory": field.default_factory}
    return msgspec.field(**options, name=name)


def _accept(record: msgspec.Struct) -> None:
    """Accept the record as it is: what a new one is checked for was checked when it was new."""
    del record
