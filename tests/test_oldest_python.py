"""Python 3.11 begins with the patch release that pyproject.toml names (decision 0060).

Security fixes brought new names into patch releases, which neither linters nor type checkers know:
they go by 3.11. Each line below is from "Changed in version 3.11.x" in the documentation of the
standard library.
"""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

import pytest

from tools.environments import oldest_python
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Argument of a call -> the patch release of 3.11 that has it.
ARGUMENTS = {
    ("extract", "filter"): 4,
    ("extractall", "filter"): 4,
    ("unpack_archive", "filter"): 4,
    ("getaddresses", "strict"): 10,
    ("parseaddr", "strict"): 10,
}
NAMES = {
    # tarfile, PEP 706
    "data_filter": 4,
    "fully_trusted_filter": 4,
    "tar_filter": 4,
    "extraction_filter": 4,
    "FilterError": 4,
    "LinkFallbackError": 13,
    # os.path
    "ALLOW_MISSING": 13,
    # xml.parsers.expat
    "SetReparseDeferralEnabled": 9,
    "GetReparseDeferralEnabled": 9,
    # email.policy
    "verify_generated_headers": 10,
}
FOLDERS = ("bench", "functions", "libs", "local", "migrations", "tests", "tools")


def too_new(source: str, floor: int) -> list[str]:
    """Return the lines of a program that need a later patch release of 3.11 than the floor."""
    found = []
    for node in ast.walk(ast.parse(source)):
        for name, patch in _uses(node):
            if patch > floor:
                found.append(f"line {getattr(node, 'lineno', 0)}: {name} needs 3.11.{patch}")
    return found


def _uses(node: ast.AST) -> Iterator[tuple[str, int]]:
    match node:
        case ast.Call(func=ast.Attribute(attr=called) | ast.Name(id=called), keywords=given):
            for keyword in given:
                if (called, keyword.arg) in ARGUMENTS:
                    yield f"{called}({keyword.arg}=)", ARGUMENTS[called, str(keyword.arg)]
        case ast.Attribute(attr=name) | ast.Name(id=name) | ast.alias(name=name):
            if name in NAMES:
                yield name, NAMES[name]
        case ast.keyword(arg=str(name)):
            if name in NAMES:
                yield name, NAMES[name]


def _programs() -> list[Path]:
    skipped = {"node_modules", "__pycache__", "build"}
    return [
        file
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*.py")
        if skipped.isdisjoint(file.parts)
    ] + list(ROOT.glob("*.py"))


def test_nothing_is_used_that_the_oldest_python_lacks() -> None:
    """PEP 440: ``>=3.11.2`` is a promise about 3.11.2, too."""
    floor = int(oldest_python().rpartition(".")[2])
    faults = {
        str(file.relative_to(ROOT)): lines
        for file in _programs()
        if (lines := too_new(file.read_text(), floor))
    }
    assert faults == {}


@pytest.mark.parametrize(
    "program",
    [
        "tar.extractall(folder, filter='data')",
        "tarfile.open('x').extract(member, filter='tar')",
        "from shutil import unpack_archive\nunpack_archive('a', filter='data')",
        "import tarfile\ntarfile.data_filter",
        "from tarfile import FilterError",
        "from email.utils import parseaddr\nparseaddr('x', strict=True)",
        "policy.clone(verify_generated_headers=True)",
    ],
)
def test_what_is_too_new_is_found(program: str) -> None:
    """However it is written."""
    assert too_new(program, 2)
    assert not too_new(program, 99)


def test_the_readme_names_the_oldest_python() -> None:
    """People who have an older one read it before pip complains."""
    version = oldest_python()
    assert f"Python 3.11 ({version} or newer), 3.12 or 3.13" in (ROOT / "README.md").read_text()
    assert tuple(map(int, version.split("."))) <= sys.version_info[:3]
