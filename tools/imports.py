"""What a Python file imports, read from its syntax tree: nothing is executed or guessed."""

from __future__ import annotations

import ast
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def imported_names(path: Path) -> frozenset[str]:
    """Return the top-level packages that a file imports, wherever in the file.

    Left out: the standard library, imports relative to the file's own package, and imports under
    `if TYPE_CHECKING`, which never happen in a running program. Raises SyntaxError.
    """
    try:
        return _imported_names(path.read_bytes())
    except SyntaxError as fault:
        fault.filename = str(path)
        raise


@cache
def _imported_names(source: bytes) -> frozenset[str]:
    """Read a text once: tests have copies of most files in many trees."""
    tree = ast.parse(source)
    found = {module.partition(".")[0] for module in _modules(tree)}
    return frozenset(found - sys.stdlib_module_names)


# What a statement can be in: no expression contains one, and expressions are most of a tree.
_BODIES = (ast.stmt, ast.excepthandler, ast.match_case)


def _modules(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        if node.level == 0 and node.module:
            yield node.module
    else:
        for child in _reached(node):
            if isinstance(child, _BODIES):
                yield from _modules(child)


def _reached(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the children that can run: not the body of `if TYPE_CHECKING`."""
    if isinstance(node, ast.If) and _is_type_checking(node.test):
        yield from node.orelse
    else:
        yield from ast.iter_child_nodes(node)


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
