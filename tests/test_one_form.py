"""What people send gets its form in one place: the kinds of lms_kernel, before the check.

Whatever changes a value after it was accepted can make it another one than was checked: a limit no
longer holds, a look-up misses, a list cannot be read. (Decision 0048.)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.tree import ROOT

CHANGES_A_TEXT = {
    *("strip", "lstrip", "rstrip", "lower", "upper", "casefold", "title", "capitalize"),
    *("swapcase", "translate", "normalize", "expandtabs"),
}
WRITERS = [
    *("lms_announcements", "lms_catalog", "lms_courses", "lms_enrollments", "lms_identity"),
    *("lms_notifications", "lms_preferences", "lms_templates"),
]
# What is changed here is not what somebody sent, or is not stored.
ALLOWED = {
    "functions/start_next_channel/main.py": "the answer of a server, for the ledger",
    "functions/unsubscribe_recipient/main.py": "a form's word is compared, not stored",
    "libs/lms_catalog/src/lms_catalog/_model.py": "a summary is cut from a description",
    "libs/lms_catalog/src/lms_catalog/_terms.py": "words are searched for, not stored",
    "libs/lms_catalog/src/lms_catalog/_text.py": "words are searched for, not shown",
    "libs/lms_identity/src/lms_identity/_passwords.py": "hashes have a form of their own",
}
FILES = sorted(
    [
        *ROOT.glob("functions/*/main.py"),
        *(path for name in WRITERS for path in ROOT.glob(f"libs/{name}/src/**/*.py")),
    ]
)


def changes(path: Path) -> Iterator[str]:
    """Name every call in a module that gives a text another form."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in CHANGES_A_TEXT:
            yield f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_is_normalized_after_it_was_accepted(path: Path) -> None:
    """A field that needs a form names its kind; nothing behind it trims, lowers or replaces."""
    if path.relative_to(ROOT).as_posix() not in ALLOWED:
        assert list(changes(path)) == []


def test_the_exceptions_are_exceptions() -> None:
    """A file that no longer changes anything needs no reason."""
    assert [path for path in ALLOWED if not list(changes(ROOT / path))] == []
