"""What the documents say exists: links, anchors, paths, sessions, modules, decisions, problems."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.openapi.problems import PROBLEM_TREE, problem_tree
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"[\w./*{},<>-]+")
SESSIONS = re.compile(r"nox -s ((?:[a-z_][\w.]* *)+)")
MODULE = re.compile(r"python -m ((?:tools|local|bench|lms_\w+)(?:\.\w+)*)(?!\.?[\w<])")
NEW = re.compile(r"nox -s new -- (\w+)")
IGNORED = "node_modules"
DECISION = re.compile(r"\bdecisions? (\d{1,4})\b", re.IGNORECASE)


@cache
def tracked() -> frozenset[str]:
    """Return every file and folder of the repository, by path."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    files = [name for name in done.stdout.splitlines() if (ROOT / name).exists()]
    folders = {str(parent) for name in files for parent in (ROOT / name).relative_to(ROOT).parents}
    return frozenset({*files, *folders})


def pages() -> list[Path]:
    """Return every Markdown file."""
    return sorted(ROOT / name for name in tracked() if name.endswith(".md"))


def prose(page: Path) -> str:
    """Return the text of a page without its code blocks, on the same lines."""
    text = page.read_text(encoding="utf-8")
    return FENCE.sub(lambda block: "\n" * block[0].count("\n"), text)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, spelled as GitHub spells them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).strip().replace(" ", "-")
        for heading in headings
    }


def broken_links(page: Path) -> Iterator[str]:
    """Yield the relative links of a page that lead nowhere."""
    for number, line in enumerate(prose(page).splitlines(), start=1):
        for link in LINK.finditer(CODE.sub("", line)):
            target, _, anchor = link["target"].partition("#")
            if re.match(r"[a-z]+:", link["target"]) or "`" in link[0]:
                continue
            file = (page.parent / target).resolve() if target else page
            if not file.exists():
                yield f"{_name(page)}:{number}: {link['target']} does not exist"
            elif anchor and anchor not in anchors(file):
                yield f"{_name(page)}:{number}: {target} has no heading #{anchor}"


def broken_paths(page: Path, text: str) -> Iterator[str]:
    """Yield the paths in backticks that look like ours and are not there.

    What git ignores is built later, and what a page makes with `nox -s new` is there by then.
    """
    new_folders = tuple(
        f"functions/{name}/" for name in NEW.findall(page.read_text(encoding="utf-8"))
    )
    for number, line in enumerate(text.splitlines(), start=1):
        for code in CODE.findall(line):
            if code.startswith(new_folders) or IGNORED in code or not PATH.fullmatch(code):
                continue
            if _is_ours(code) and not _exists(code, page):
                yield f"{_name(page)}:{number}: `{code}` does not exist"


def _name(page: Path) -> str:
    return os.path.relpath(page, ROOT)


@cache
def _top() -> frozenset[str]:
    return frozenset(name.split("/")[0] for name in tracked() if "/" in name)


def _is_ours(path: str) -> bool:
    first, slash, _ = path.partition("/")
    return bool(slash) and first in _top()


def _exists(path: str, page: Path) -> bool:
    """Whether a path exists, with `*` and `<x>` for anything, `{a,b}` for either and `...` between.

    READMEs also name paths below their own folder.
    """
    pattern = re.escape(path.rstrip("/"))
    pattern = re.sub(r"<[^>]*>|\\\*", "[^/]*", pattern)
    pattern = pattern.replace(r"\.\.\.", ".*").replace(r"\{", "(?:").replace(r"\}", ")")
    pattern = pattern.replace(",", "|")
    folder = re.escape(page.parent.relative_to(ROOT).as_posix())
    either = re.compile(f"(?:{folder}/)?{pattern}")
    return any(either.fullmatch(name) for name in tracked())


@cache
def sessions() -> frozenset[str]:
    """Return the names of nox's sessions."""
    command = [sys.executable, "-m", "nox", "--list"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return frozenset(re.findall(r"^\s*[*-] ([\w.]+)", done.stdout, re.MULTILINE))


def test_relative_links_lead_somewhere() -> None:
    """Files exist, and so do the headings that anchors name."""
    found = [fault for page in pages() for fault in broken_links(page)]

    assert not found, "\n".join(found)


def test_paths_in_backticks_exist() -> None:
    """Whatever looks like a path of this repository is one."""
    found = [fault for page in pages() for fault in broken_paths(page, prose(page))]

    assert not found, "\n".join(found)


def test_sessions_that_documents_name_exist() -> None:
    """`nox -s NAME` works for every NAME that a document mentions."""
    found = [
        f"{_name(page)}: nox -s {name}"
        for page in pages()
        for names in SESSIONS.findall(page.read_text(encoding="utf-8"))
        for name in (one.rstrip(".") for one in names.split())
        if name not in sessions()
    ]

    assert not found, "\n".join(found)


def starts(module: str) -> bool:
    """Whether `python -m MODULE` does anything: a `__main__`, or the lines that call `main`."""
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        return False
    if spec.submodule_search_locations is not None:
        return importlib.util.find_spec(f"{module}.__main__") is not None
    body = ast.parse(Path(spec.origin).read_bytes()).body
    return any(
        isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"
        for node in body
    )


@pytest.mark.parametrize(
    ("module", "does"),
    [
        ("tools.generate", True),
        ("tools.openapi", True),
        ("tools.libraries", False),
        ("tools.manifests", False),
        ("tools.gone", False),
    ],
)
def test_a_module_can_be_started(module: str, *, does: bool) -> None:
    """A module that only defines things would end without a word."""
    assert starts(module) is does


def test_modules_that_documents_start_do_something() -> None:
    """`python -m NAME` works for every NAME of ours that a document mentions."""
    found = [
        f"{_name(page)}: python -m {name}"
        for page in pages()
        for name in MODULE.findall(page.read_text(encoding="utf-8"))
        if not starts(name)
    ]

    assert not found, "\n".join(found)


def test_decisions_that_documents_name_exist() -> None:
    """For "decision 12" there is a file with that number."""
    numbers = {int(file.name[:4]) for file in (ROOT / "docs/decisions").glob("*.md")}
    found = [
        f"{_name(page)}: decision {number}"
        for page in pages()
        for number in DECISION.findall(" ".join(prose(page).split()))
        if int(number) not in numbers
    ]

    assert not found, "\n".join(found)


def test_a_change_is_noted_once() -> None:
    """A merge may keep a line of the changelog that both sides have, broken at another word."""
    changes = re.split(r"\n(?=- |#|\n)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    noted = Counter(" ".join(each.split()) for each in changes if each.strip().startswith("- "))
    assert len(noted) > 100
    assert [each for each, times in noted.items() if times > 1] == []


def test_the_page_of_problems_is_up_to_date() -> None:
    """docs/problems.md has every problem class; `nox -s generate` writes it."""
    assert (ROOT / PROBLEM_TREE).read_text(encoding="utf-8") == problem_tree()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("See [this](other.md) and [that](gone.md).", ["gone.md does not exist"]),
        ("See [code](other.md#test-it).", []),
        ("See [code](other.md#gone).", ["other.md has no heading #gone"]),
        ("```\n[x](gone.md)\n```\nSee `[x](gone.md)`.", []),
    ],
)
def test_a_broken_link_is_found(tmp_path: Path, text: str, faults: list[str]) -> None:
    """By its file and line; what looks like a link in code is none."""
    (tmp_path / "other.md").write_text("# Other\n\n## Test it\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")

    assert [fault.partition(": ")[2] for fault in broken_links(page)] == faults


@pytest.mark.parametrize(
    ("path", "exists"),
    [
        ("libs/lms_kernel", True),
        ("libs/lms_{mail,sms}/README.md", True),
        ("libs/lms_{mail,fax}/README.txt", False),
        ("docs/decisions/<number>.md", True),
        ("libs/lms_courses/.../errors.py", True),
        ("manifests/gone.yaml", False),
    ],
)
def test_a_path_is_known_by_its_shape(path: str, *, exists: bool) -> None:
    """Braces, placeholders and dots stand for files that exist."""
    page = ROOT / "README.md"

    assert (list(broken_paths(page, f"See `{path}`.")) == []) is exists
