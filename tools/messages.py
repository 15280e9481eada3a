"""The message types that the libraries define, and their JSON Schemas.

Types are found by importing every module of every library, so a new event or problem is known
without being listed anywhere.
"""

from __future__ import annotations

import importlib
import inspect
import re
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tools.generated import SourceError
from tools.tree import ROOT, TEST_LIBRARIES, library_packages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from lms_kernel import DomainEvent, Problem

Schema = dict[str, Any]
T = TypeVar("T")


class MessageError(SourceError):
    """Two types claim the same name."""


def import_libraries(root: Path = ROOT) -> None:
    """Import every module of the libraries that are vendored; programs are left alone."""
    for name, package in library_packages(root).items():
        if name in TEST_LIBRARIES:
            continue
        for path in sorted(package.rglob("*.py")):
            parts = path.relative_to(package.parent).with_suffix("").parts
            if parts[-1] != "__main__":
                importlib.import_module(".".join(parts).removesuffix(".__init__"))


def event_kinds(root: Path = ROOT) -> dict[str, type[DomainEvent]]:
    """Find every event by its CloudEvents type. Raises MessageError for a type given twice."""
    from lms_kernel import DomainEvent

    import_libraries(root)
    # A class between DomainEvent and the events has no type of its own.
    kinds = (kind for kind in _descendants(DomainEvent) if vars(kind).get("type"))
    return _by_name((kind.type, kind) for kind in kinds)


def problem_kinds(root: Path = ROOT) -> dict[str, type[Problem]]:
    """Find every problem by its slug. Raises MessageError for a slug given twice."""
    from lms_kernel import Problem

    import_libraries(root)
    kinds = (kind for kind in _descendants(Problem) if "slug" in vars(kind))
    return _by_name((kind.slug, kind) for kind in kinds)


def schemas(types: Iterable[Any], template: str) -> tuple[list[Schema], dict[str, Schema]]:
    """Make the JSON Schemas (2020-12) of message types and of what they refer to."""
    found, components = msgspec.json.schema_components(types, ref_template=template)
    return [_portable(one) for one in found], _portable(components)


def prose(docstring: str | None) -> str:
    """Turn a docstring into text for readers of Markdown."""
    return inspect.cleandoc(docstring or "").replace("``", "`")


def _portable(schema: Any) -> Any:
    r"""Rewrite what is Python's own: ``\Z`` is ``$`` in ECMAScript, docstrings are indented."""
    if isinstance(schema, dict):
        return {key: _portable_word(key, value) for key, value in schema.items()}
    if isinstance(schema, list | tuple):
        return [_portable(item) for item in schema]
    return schema


def _portable_word(key: str, value: Any) -> Any:
    if isinstance(value, str) and key == "pattern":
        return re.sub(r"\\Z$", "$", value)
    if isinstance(value, str) and key == "description":
        return prose(value)
    return _portable(value)


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
