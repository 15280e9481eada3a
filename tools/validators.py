"""Make the validators of MongoDB's collections from the structs of their documents.

A limit has one home, the field. The validator holds for writes that bypass the application, and
refuses no more than the application does: types, limits and choices. Patterns stay with the fields:
a deleted course's slug is none, and PCRE is not Python's `re`. Lengths count code points in all
three (JSON Schema, MongoDB, Python); only a browser's `maxlength` counts UTF-16 units.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect

from tools.generated import Generator, SourceError
from tools.migrate import read_collections, validator_path
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path("migrations/mongo")
OWNED = (f"{FOLDER}/validators/*.json",)
Schema = dict[str, Any]


class ValidatorError(SourceError):
    """A document has a field whose type has no counterpart in MongoDB."""


def validators(root: Path = ROOT) -> dict[str, bytes]:
    """Make the validator of each collection that names its document's struct, by path."""
    made = {}
    for one in read_collections(root / FOLDER):
        if one.document:
            module, _, name = one.document.rpartition(".")
            schema = document(getattr(importlib.import_module(module), name))
            path = validator_path(FOLDER, one.collection).as_posix()
            made[path] = msgspec.json.format(msgspec.json.encode({"$jsonSchema": schema})) + b"\n"
    return made


def document(kind: type[msgspec.Struct]) -> Schema:
    """Make the schema of a struct's documents. Raises ValidatorError."""
    return _schema(inspect.type_info(kind))


def _schema(kind: inspect.Type) -> Schema:  # noqa: PLR0911 - a table of types
    match kind:
        case inspect.Metadata():
            choices = (kind.extra_json_schema or {}).get("enum")
            return _schema(kind.type) | ({"enum": choices} if choices else {})
        case inspect.StrType():
            return {"bsonType": "string"} | _bounds(
                minLength=kind.min_length, maxLength=kind.max_length
            )
        case inspect.IntType():
            return {"bsonType": ["int", "long"]} | _bounds(minimum=kind.ge, maximum=kind.le)
        case inspect.BoolType():
            return {"bsonType": "bool"}
        case inspect.DateTimeType():
            return {"bsonType": "date"}
        case inspect.LiteralType():
            return {"enum": list(kind.values)}
        case inspect.ListType():
            return (
                {"bsonType": "array"}
                | _bounds(minItems=kind.min_length, maxItems=kind.max_length)
                | {"items": _schema(kind.item_type)}
            )
        case inspect.StructType():
            return _struct(kind)
        case inspect.UnionType():
            return _union(kind)
        case _:
            message = f"{kind} has no counterpart in a validator: add it to tools/validators.py"
            raise ValidatorError(message)


def _struct(kind: inspect.StructType) -> Schema:
    """Describe an object.

    A validator knows no references, so one that holds others of its kind is just an object: to
    check the first level of a course's outline alone would promise what does not hold.
    """
    if kind.cls in _structs(kind, set()):
        return {"bsonType": "object"}
    required = [field.encode_name for field in kind.fields if field.required]
    return {
        "bsonType": "object",
        # An empty list is refused by MongoDB.
        **({"required": required} if required else {}),
        "properties": {field.encode_name: _schema(field.type) for field in kind.fields},
    }


def _structs(kind: inspect.Type, found: set[type]) -> set[type]:
    """Collect the structs inside a type."""
    match kind:
        case inspect.StructType():
            inner: Iterable[inspect.Type] = [field.type for field in kind.fields]
        case inspect.ListType():
            inner = [kind.item_type]
        case inspect.UnionType():
            inner = kind.types
        case inspect.Metadata():
            inner = [kind.type]
        case _:
            return found
    for each in inner:
        if isinstance(each, inspect.StructType):
            if each.cls in found:
                continue
            found.add(each.cls)
        _structs(each, found)
    return found


def _union(kind: inspect.UnionType) -> Schema:
    """Describe a value that may be null."""
    values = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
    if len(values) != 1 or len(values) == len(kind.types):
        message = f"{kind} is a choice between types: a validator knows only `or null`"
        raise ValidatorError(message)
    schema = _schema(values[0])
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    types = schema["bsonType"]
    return schema | {"bsonType": [*([types] if isinstance(types, str) else types), "null"]}


def _bounds(**limits: int | None) -> Schema:
    return {name: limit for name, limit in limits.items() if limit is not None}


GENERATOR = Generator(OWNED, validators)
