"""What a column may hold is what its Python type allows: a status, a role, whatever has a list.

PostgreSQL is asked (pg_constraint, pg_attrdef and pg_index hold its own reading of the migrations),
so it makes no difference how a migration spells its list.
"""

from __future__ import annotations

import json
import re
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import psycopg
import pytest
from msgspec import inspect
from pymongo import MongoClient

from lms_catalog import Card
from lms_certificates import Certificate
from lms_enrollments import Enrollment
from lms_files import File
from lms_identity import Ticket, User
from tools import migrate
from tools.tree import ROOT
from tools.validators import FOLDER, validators

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a row becomes in Python; a field has the name of its column.
ROWS: dict[str, type[msgspec.Struct]] = {
    "account_tickets": Ticket,
    "catalog": Card,
    "certificates": Certificate,
    "enrollments": Enrollment,
    "files": File,
    "users": User,
}
FIELDS = {("enrollments", "ended_because"): "end_reason"}
# To functions of the release before, an enrollment that ended is cancelled (migration 0010).
IN_PYTHON_ALONE = {("enrollments", "status"): frozenset({"ended"})}

# PostgreSQL writes each constant with its type, and IN as = ANY (ARRAY[...]).
_CONSTANT = r"'((?:[^']|'')*)'::(?:text|character varying)"
_TEXTS = re.compile(_CONSTANT)
_RESULTS = re.compile(rf"(?:THEN|ELSE) {_CONSTANT}")
_COMPARISON = re.compile(rf"(\w+)\)?(?:::text)? = (?:ANY \(\(?ARRAY\[(.*?)\]|\(?{_CONSTANT})")
# What a document must be is no choice of texts.
_KIND_OF_JSON = re.compile(rf"jsonb_typeof\(\w+\) = {_CONSTANT}")


class Choices(NamedTuple):
    """The values that a column may have, or that one is compared with."""

    table: str
    column: str
    values: frozenset[str]
    is_list: bool
    """Whether these are all values, not only some."""


_CHECKS = """
SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conrelid <> 0
"""
_ENUMS = """
SELECT attrelid::regclass::text, attname, array_agg(enumlabel::text)
FROM pg_attribute JOIN pg_enum ON enumtypid = atttypid JOIN pg_class AS c ON c.oid = attrelid
WHERE relkind IN ('r', 'p') GROUP BY 1, 2
"""
_GENERATED = """
SELECT adrelid::regclass::text, attname, pg_get_expr(adbin, adrelid)
FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
WHERE adrelid::regclass::text !~ '^(pg_|information_schema)'
"""
_INDEXES = """
SELECT indrelid::regclass::text, pg_get_expr(indpred, indrelid) FROM pg_index
WHERE indpred IS NOT NULL
"""


def choices(connection: psycopg.Connection[Any]) -> Iterator[Choices]:
    """Read every list of texts out of a database: of checks, defaults and conditions of indexes."""
    for table, check in connection.execute(_CHECKS):
        yield from _compared(table, check, is_list=True)
    for table, column, labels in connection.execute(_ENUMS):
        yield Choices(table, column, frozenset(labels), is_list=True)
    for table, column, expression in connection.execute(_GENERATED):
        # A default is one of several values; CASE names them all.
        is_list = expression.lstrip("\n").startswith("CASE")
        found = (_RESULTS if is_list else _TEXTS).findall(expression)
        if values := frozenset(found) - {""}:
            yield Choices(table, column, values, is_list=is_list)
    for table, condition in connection.execute(_INDEXES):
        yield from _compared(table, condition, is_list=False)


def _compared(table: str, condition: str, *, is_list: bool) -> Iterator[Choices]:
    found: dict[str, set[str]] = {}
    for column, several, one in _COMPARISON.findall(_KIND_OF_JSON.sub("", condition)):
        found.setdefault(column, set()).update(_TEXTS.findall(several) if several else [one])
    for column, texts in found.items():
        # The empty text is no choice: it stands for none, or for all of them.
        if values := frozenset(texts) - {""}:
            yield Choices(table, column, values, is_list=is_list)


def allowed(table: str, column: str) -> frozenset[str]:
    """Return what the Python type of a column allows, nothing when it has no list."""
    row = inspect.type_info(ROWS[table]) if table in ROWS else None
    fields = row.fields if isinstance(row, inspect.StructType) else ()
    name = FIELDS.get((table, column), column)
    kind = next((each.type for each in fields if each.name == name), None)
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    lists = (each.values for each in kinds if isinstance(each, inspect.LiteralType))
    values = frozenset(str(each) for each in chain.from_iterable(lists))
    return values - IN_PYTHON_ALONE.get((table, column), frozenset())


def differences(connection: psycopg.Connection[Any]) -> list[str]:
    """Name each list that the Python type of its column does not have."""
    faults = []
    for one in choices(connection):
        values = allowed(one.table, one.column)
        if one.values != values if one.is_list else not one.values <= values:
            faults.append(
                f"{one.table}.{one.column}: {sorted(one.values)}, Python {sorted(values)}"
            )
    return faults


def test_every_list_of_the_database_is_that_of_a_python_type(database_url: str) -> None:
    """A value more or less on either side, or a list that no type has, is a difference."""
    with psycopg.connect(database_url) as connection:
        found = {(each.table, each.column) for each in choices(connection) if each.is_list}

        assert differences(connection) == []
    assert found >= {("catalog", "status"), ("enrollments", "status"), ("users", "role")}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (
            "ALTER TABLE users DROP CONSTRAINT users_role_check, ADD CHECK (role IN ('student'))",
            "users.role",
        ),
        ("ALTER TABLE users ADD state text CHECK (state IN ('new', 'old'))", "users.state"),
        ("ALTER TABLE users ADD state text CHECK (state = 'new' OR state = 'old')", "users.state"),
        ("ALTER TABLE users ADD state varchar(9) CHECK (state IN ('new', 'old'))", "users.state"),
        (
            "CREATE TYPE state AS ENUM ('new', 'old'); ALTER TABLE users ADD state state",
            "users.state",
        ),
        ("ALTER TABLE catalog ALTER COLUMN status SET DEFAULT 'hidden'", "catalog.status"),
        ("CREATE TABLE badges (kind text CHECK (kind IN ('gold', 'tin')))", "badges.kind"),
        ("CREATE INDEX ON enrollments (id) WHERE status = 'gone'", "enrollments.status"),
    ],
)
def test_a_difference_is_found(database_url: str, change: str, where: str) -> None:
    """In a check, a type, a default, the condition of an index; in a table that is new, too."""
    with psycopg.connect(database_url) as connection:
        connection.execute(change)

        assert {each.partition(":")[0] for each in differences(connection)} == {where}
        connection.rollback()


def test_a_validator_allows_what_the_struct_allows(mongodb_url: str) -> None:
    """Choices and limits of each collection are those of its document, as MongoDB itself says."""
    with MongoClient[dict[str, Any]](mongodb_url) as client:
        database, expected = client.get_default_database(), validators()
        for one in migrate.read_collections(ROOT / "migrations" / "mongo"):
            (collection,) = database.list_collections(filter={"name": one.collection})
            path = migrate.validator_path(FOLDER, one.collection).as_posix()
            assert collection["options"]["validator"] == json.loads(expected[path])
