"""Nothing reads at once what grows without bound (decisions 67 and 68): steps, or a limit.

A command that returns all of a key, or all documents of a query, is in the list below with what
bounds it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

# Methods of redis-py, PyMongo and psycopg without a limit of their own.
WHOLE = {"hgetall", "hkeys", "hvals", "smembers", "to_list", "fetchall"}
# Those that take a range, which may be all there is.
RANGES = {"lrange", "zrange", "zrevrange", "xrange", "xrevrange"}
# The same in Lua.
IN_LUA = re.compile(
    r"redis\.call\('(?P<whole>HGETALL|HKEYS|HVALS|SMEMBERS|KEYS)'"
    r"|redis\.call\('(?P<range>LRANGE|ZRANGE)', [^()]*?, 0, -1\)"
)

# file: {command: (how often, what bounds it)}
BOUNDED = {
    "libs/lms_access/src/lms_access/_session_scripts.py": {
        "ZRANGE": (1, "one person's sessions, all of which are to end"),
    },
    "libs/lms_announcements/src/lms_announcements/_store.py": {
        "hgetall": (1, "one announcement: its record and a number for each status"),
    },
    "libs/lms_courses/src/lms_courses/_outbox.py": {
        "to_list": (1, "the pipeline has a limit"),
    },
    "libs/lms_courses/src/lms_courses/_store.py": {
        "to_list": (1, "the query has a limit"),
    },
    "libs/lms_figures/src/lms_figures/_batches.py": {
        "HGETALL": (2, "one batch: names of figures, and who was active in the last five minutes"),
    },
    "libs/lms_notifications/src/lms_notifications/_delivery_scripts.py": {
        "HGETALL": (1, "one notification"),
        "LRANGE": (2, "the ledger of one notification"),
    },
    "libs/lms_notifications/src/lms_notifications/_inbox.py": {
        "HGETALL": (1, "one notification"),
        "LRANGE": (1, "its ledger"),
    },
    "libs/lms_notifications/src/lms_notifications/_records.py": {
        "HGETALL": (1, "one notification"),
        "LRANGE": (1, "its ledger"),
        "hgetall": (1, "one notification"),
        "lrange": (1, "its ledger"),
    },
    "libs/lms_postgres/src/lms_postgres/_database.py": {
        "fetchall": (1, "the callers' statements, each with a LIMIT or a list of ids"),
    },
    "libs/lms_preferences/src/lms_preferences/_devices.py": {
        "HGETALL": (1, "one person's browsers, of which the oldest make room"),
        "hgetall": (1, "the same"),
    },
    "libs/lms_templates/src/lms_templates/_store.py": {
        "hgetall": (1, "one entry for each template in the code"),
    },
    "local/broker/adoption.py": {
        "xrange": (1, "once, at the first start after an update; all of it in one transaction"),
    },
    "local/broker/stream.py": {
        "smembers": (1, "the names of triggers"),
    },
    "local/figures.py": {
        "fetchall": (1, "a row for each figure"),
    },
    "tools/audit/table.py": {
        "fetchall": (1, "a step of the audit trail, with a LIMIT"),
    },
    "tools/drill/postgres.py": {
        "fetchall": (2, "the names of tables"),
    },
    "tools/drill/redis.py": {
        "hgetall": (1, "a drill compares whole values of a restored copy"),
        "lrange": (1, "as above"),
        "smembers": (1, "as above"),
        "xrange": (1, "as above"),
        "zrange": (1, "as above"),
    },
}


def whole_reads(source: str) -> Iterator[str]:
    """Return every command in a module that reads all of something."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr="keys"), args=[ast.Constant(value=str())]):
                # With a pattern it is Redis' own; without one a dictionary's.
                yield "keys"
            case ast.Call(func=ast.Attribute(attr=name)) if name in RANGES:
                if _is_all(node):
                    yield name
            case ast.Attribute(attr=name) if name in WHOLE:
                # Called, or handed to what calls it.
                yield name
            case ast.Constant(value=str(text)):
                for found in IN_LUA.finditer(text):
                    yield found["whole"] or found["range"]


def _is_all(call: ast.Call) -> bool:
    """Tell whether a range has neither an end nor a count."""
    values = [_value(each) for each in call.args[1:]]
    is_counted = any(each.arg in {"count", "num"} for each in call.keywords)
    if call.func.attr in {"xrange", "xrevrange"}:  # type: ignore[attr-defined]
        return not is_counted and len(values) < 3
    return not is_counted and values[:2] == [0, -1]


def _value(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def modules() -> Iterator[str]:
    """Return the paths of all modules that run outside of tests."""
    for folder in ("functions", "libs", "local", "tools"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            if not re.search(r"/tests/|/test_|lms_testing|/templates/", name):
                yield name


def test_what_is_read_whole_is_bounded() -> None:
    """Every such read is in the list, and the list has no others."""
    found = {name: Counter(whole_reads((ROOT / name).read_text())) for name in modules()}
    listed = {
        name: {command: count for command, (count, _) in commands.items()}
        for name, commands in BOUNDED.items()
    }
    assert {name: dict(counts) for name, counts in found.items() if counts} == listed


@pytest.mark.parametrize(
    "source",
    [
        "await redis().hgetall(key)",
        "pipe.lrange(key, 0, -1)",
        "redis.xrange(key)",
        "redis.keys('notification:*')",
        "await found.to_list()",
        "script = \"local all = redis.call('SMEMBERS', KEYS[1])\"",
        "script = \"redis.call('LRANGE', KEYS[1] .. ':attempts', 0, -1)\"",
    ],
)
def test_a_whole_read_is_found(source: str) -> None:
    """However it is written."""
    assert len(list(whole_reads(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "{}.keys()",
        "pipe.lrange(key, 0, 99)",
        "redis.xrange(key, after, '+', 100)",
        "pipe.zrange(key, 0, -1, num=10, offset=0)",
        "redis.hscan(key, cursor, count=1000)",
        "script = \"redis.call('LRANGE', KEYS[1], -9, -1)\"",
    ],
)
def test_a_bounded_read_is_not(source: str) -> None:
    """A limit is what makes the difference."""
    assert not list(whole_reads(source))
