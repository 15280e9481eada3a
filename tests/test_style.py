"""Phrases that nobody should have to fix twice: the table at the end of docs/style.md, applied."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STYLE = "docs/style.md"
# Markdown, YAML and Terraform that people write.
DOCUMENTS = (
    "*.md",
    "argocd/**/*",
    "bench/**/*",
    "docs/**/*.md",
    "eventing/**/*",
    "functions/*/func.yaml",
    "frontend/*.md",
    "libs/*/README.md",
    "libs/*/func.yaml",
    "libs/**/*.html",
    "local/*.md",
    "manifests/**/*",
    "migrations/**/*",
    "terraform/**/*",
)
# Folders whose Python and texts are read too.
CODE = (
    "bench",
    "frontend/src/lib/i18n/locales",
    "functions",
    "libs",
    "local",
    "tests",
    "tools",
)
# The list itself; what is generated from docstrings is fixed there.
EXEMPT = {STYLE, "docs/events.md", "tests/test_style.py"}
ROW = re.compile(r"^\| `(?P<phrase>.+)` \| (?P<instead>.+) \| (?P<where>\w+) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Phrase:
    """One row of the table."""

    pattern: re.Pattern[str]
    instead: str
    everywhere: bool


@dataclass(frozen=True)
class Text:
    """A piece of prose, and the line where it begins."""

    line: int
    words: str
    docstring: bool = False


def phrases() -> list[Phrase]:
    """Return the rows of the table in docs/style.md."""
    page = (ROOT / STYLE).read_text(encoding="utf-8")
    table = page.partition("## Phrases that a test rejects")[2]
    return [
        Phrase(
            re.compile(
                row["phrase"].replace("\\|", "|").replace(" ", r"[\s#]+"),
                re.IGNORECASE,
            ),
            row["instead"],
            everywhere=row["where"] == "everywhere",
        )
        for row in ROW.finditer(table)
    ]


def texts(path: Path) -> Iterator[Text]:
    """Yield the prose of a file; nothing of kinds that have none."""
    kind = path.suffix
    if kind not in {".md", ".py", ".yaml", ".yml", ".tf", ".toml", ".json", ".html"}:
        return
    content = path.read_text(encoding="utf-8")
    if kind == ".md":
        yield from _markdown(content)
    elif kind == ".py":
        yield from _python(content)
    elif kind == ".json":
        yield from _locale(content)
    elif kind == ".html":
        yield Text(1, content)
    elif kind == ".toml" and path.parent.name == "en":
        yield from _letter(content)
    else:
        yield from _comments(content)


def _markdown(content: str) -> Iterator[Text]:
    blank = re.compile(r"^ *```.*?^ *```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
    yield Text(1, blank.sub(lambda code: "\n" * code[0].count("\n") or "x", content))


def _comments(content: str) -> Iterator[Text]:
    """Yield the comments and Terraform's descriptions, a block of lines as one text."""
    lines: list[str] = []
    for number, line in enumerate([*content.splitlines(), ""], start=1):
        found = re.match(r"^\s*(#.*)|^.*\s(#\s.*)|^\s*description\s*=\s*\"(.*)\"", line)
        if found:
            lines.append(next(group for group in found.groups() if group is not None))
        elif lines:
            yield Text(number - len(lines), "\n".join(lines))
            lines = []


def _python(content: str) -> Iterator[Text]:
    """Yield docstrings, other strings and comments."""
    tree = ast.parse(content)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Text(node.lineno, node.value, docstring=id(node) in docstrings)
    for token in tokenize.generate_tokens(io.StringIO(content).readline):
        if token.type == tokenize.COMMENT:
            yield Text(token.start[0], token.string)


def _locale(content: str) -> Iterator[Text]:
    """Yield the lines with the texts of a flat or nested JSON file."""
    json.loads(content)
    for number, line in enumerate(content.splitlines(), start=1):
        yield Text(number, line.partition(":")[2])


def _letter(content: str) -> Iterator[Text]:
    """Yield the words of a letter, as they are in its TOML."""
    tomllib.loads(content)
    yield Text(1, re.sub(r"^\w+ = ", "", content, flags=re.MULTILINE))


def slips(path: Path, rows: list[Phrase], *, code: bool) -> Iterator[str]:
    """Yield `file:line: what was found -> what to write` for a file."""
    # One look for all phrases: almost every text has none.
    any_of_them = re.compile("|".join(row.pattern.pattern for row in rows), re.IGNORECASE)
    for text in texts(path):
        if not any_of_them.search(text.words):
            continue
        for row in rows:
            if code and not row.everywhere:
                continue
            only_at_the_start = row.pattern.pattern.startswith("^")
            if only_at_the_start and not text.docstring:
                continue
            for found in row.pattern.finditer(text.words):
                line = text.line + text.words.count("\n", 0, found.start())
                words = " ".join(found[0].split())
                yield f"{path}:{line}: {words!r} -> {row.instead}"


@cache
def documents() -> tuple[Path, ...]:
    """Return the files that people read and write by hand."""
    found = {
        path
        for glob in DOCUMENTS
        for path in ROOT.glob(glob)
        if path.is_file() and path.suffix not in {".py", ".json"} and not _is_foreign(path)
    }
    return tuple(sorted(path for path in found if _name(path) not in EXEMPT))


def code() -> tuple[Path, ...]:
    """Return the Python files and English texts of the folders in CODE."""
    found = [
        path
        for folder in CODE
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix == ".py" or path.match("locales/en/*.json") or path.match("words/en/*.toml")
    ]
    found.append(ROOT / "noxfile.py")
    return tuple(path for path in found if _name(path) not in EXEMPT and not _is_foreign(path))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _is_foreign(path: Path) -> bool:
    """Whether the file is installed or built rather than ours."""
    return not {"node_modules", ".terraform", "build", "dist", ".venv"}.isdisjoint(path.parts)


def test_documents_avoid_the_phrases() -> None:
    """Each slip is named with its file, its line and what to write instead."""
    rows = phrases()
    found = [slip for path in documents() for slip in slips(path, rows, code=False)]

    assert not found, "\n".join(found)


def test_code_avoids_the_phrases_that_are_wrong_everywhere() -> None:
    """Docstrings, messages, comments and letters of the folders in CODE, and the noxfile."""
    rows = phrases()
    found = [slip for path in code() for slip in slips(path, rows, code=True)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("page.md", "# Page\n\nIt belongs\ninto a library.\n", 3),
        ("page.md", "```\nbelongs into\n```\n\nThe body misses the field.\n", 5),
        ("one.py", 'def one():\n    """Answer the course."""\n', 2),
        ("two.py", "x = 1\n# It belongs into a library.\n", 2),
        ("three.py", "y = f'misses the field {x}'\n", 1),
        ("one.yaml", "a: b\n# It belongs\n# into a library.\n", 2),
        ("one.tf", 'variable "x" {\n  description = "It belongs into the zone."\n}\n', 2),
        ("en/common.json", '{\n  "a": "No course fits."\n}\n', 2),
        ("en/letter.toml", 'subject = "News"\ntext = """\nNo course fits."""\n', 3),
        ("page.html", "<p>\n  No course fits.\n</p>\n", 2),
    ],
)
def test_a_slip_is_found_where_it_is(tmp_path: Path, name: str, content: str, line: int) -> None:
    """In prose, docstrings, messages, comments, descriptions and texts, across line breaks."""
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")

    (slip,) = slips(path, phrases(), code=True)
    assert slip.startswith(f"{path}:{line}: ")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.md", "Write `belongs into` nowhere.\n"),
        ("one.py", '"""People answer the question."""\nx = "Answer the question."\n'),
        ("one.yaml", "key: belongs into\n"),
    ],
)
def test_code_and_data_are_not_prose(tmp_path: Path, name: str, content: str) -> None:
    """Code in Markdown, values in YAML and strings that are no docstrings are left alone."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")

    assert list(slips(path, phrases(), code=True)) == []
