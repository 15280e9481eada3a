"""The message types that the libraries define, and their JSON Schemas.

Types are found by importing every module of every library, so a new event or problem need not be
listed anywhere.
"""

from __future__ import annotations

import importlib
import inspect
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin

import msgspec

from tools.generated import SourceError
from tools.tree import ROOT, TEST_LIBRARIES, find_libraries, library_packages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from lms_kernel import DomainEvent, Problem

Schema = dict[str, Any]
Orders = dict[frozenset[Any], list[Any]]
T = TypeVar("T")


class MessageError(SourceError):
    """Two types have the same name."""


def import_libraries(root: Path = ROOT) -> None:
    """Import every module of the libraries that are vendored; programs are left alone."""
    find_libraries(root)
    for name, package in library_packages(root).items():
        if name in TEST_LIBRARIES:
            continue
        for path in sorted(package.rglob("*.py")):
            parts = path.relative_to(package.parent).with_suffix("").parts
            if parts[-1] != "__main__":
                importlib.import_module(".".join(parts).removesuffix(".__init__"))


def event_kinds(root: Path = ROOT) -> dict[str, type[DomainEvent]]:
    """Find every event by its CloudEvents type. Raises MessageError for a duplicate type."""
    from lms_kernel import DomainEvent

    import_libraries(root)
    # A class between DomainEvent and the events has no type of its own.
    kinds = (kind for kind in _descendants(DomainEvent) if vars(kind).get("type"))
    return _by_name((kind.type, kind) for kind in kinds)


def problem_kinds(root: Path = ROOT) -> dict[str, type[Problem]]:
    """Find every problem by its slug. Raises MessageError for a duplicate slug."""
    from lms_kernel import Problem

    import_libraries(root)
    kinds = (kind for kind in _descendants(Problem) if "slug" in vars(kind))
    return _by_name((kind.slug, kind) for kind in kinds)


def schemas(types: Iterable[Any], template: str) -> tuple[list[Schema], dict[str, Schema]]:
    """Make the JSON Schemas (2020-12) of message types and of what they refer to."""
    kinds = list(types)
    found, components = msgspec.json.schema_components(kinds, ref_template=template)
    orders: Orders = {}
    structs: set[type[msgspec.Struct]] = set()
    for each in kinds:
        _read_orders(each, orders, structs)
    for struct in (each for each in structs if each.__name__ in components):
        _name_times(struct, components[struct.__name__]["properties"])
    return [_portable(one, orders) for one in found], _portable(components, orders)


def prose(docstring: str | None) -> str:
    """Turn a docstring into text for readers of Markdown."""
    return inspect.cleandoc(docstring or "").replace("``", "`")


def _name_times(struct: type[msgspec.Struct], properties: dict[str, Schema]) -> None:
    """Say of each time that it is one (RFC 3339), which msgspec says only where it checks zones."""
    for field in msgspec.structs.fields(struct):
        if datetime not in {field.type, *get_args(field.type)}:
            continue
        schema = properties[field.encode_name]
        for each in schema.get("anyOf", [schema]):
            if each.get("type") == "string":
                each["format"] = "date-time"


def _read_orders(kind: Any, orders: Orders, seen: set[type[msgspec.Struct]]) -> None:
    """Note the choices inside a type in the order in which they are written there.

    ``seen`` are the structs that were read.
    """
    if get_origin(kind) is Literal:
        orders.setdefault(frozenset(get_args(kind)), list(get_args(kind)))
        return
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind not in seen:
            seen.add(kind)
            for field in msgspec.structs.fields(kind):
                _read_orders(field.type, orders, seen)
        return
    for part in get_args(kind):
        _read_orders(part, orders, seen)


def _portable(schema: Any, orders: Orders) -> Any:
    r"""Rewrite what only Python knows: ``\Z`` is ``$`` in ECMAScript, docstrings are indented.

    Choices keep their order (beginner before advanced), for forms show them in it.
    """
    if isinstance(schema, dict):
        return {key: _portable_word(key, value, orders) for key, value in schema.items()}
    if isinstance(schema, list | tuple):
        return [_portable(item, orders) for item in schema]
    return schema


def _portable_word(key: str, value: Any, orders: Orders) -> Any:
    if isinstance(value, str) and key == "pattern":
        return re.sub(r"\\Z$", "$", value)
    if isinstance(value, str) and key == "description":
        return prose(value)
    if isinstance(value, list | tuple) and key == "enum":
        return orders.get(frozenset(value), value)
    return _portable(value, orders)


def _descendants(kind: type[T]) -> Iterator[type[T]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


def _by_name(pairs: Iterable[tuple[str, type[T]]]) -> dict[str, type[T]]:
    named: dict[str, type[T]] = {}
    for name, kind in pairs:
        # Only libraries count: a test may define an event of its own.
        if not kind.__module__.startswith("lms_"):
            continue
        if named.setdefault(name, kind) is not kind:
            message = f"{name} is given to {_place(named[name])} and to {_place(kind)}"
            raise MessageError(message)
    return dict(sorted(named.items()))


def _place(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
