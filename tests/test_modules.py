"""Modules and libraries of a size that a person can keep in mind, without circles; errors drawn.

A rule here knows no exceptions: what is over a limit is parted.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import lms_kernel
from lms_kernel import Problem
from tools.messages import import_libraries
from tools.tree import ROOT, library_packages

MODULE_LINES = 400
LIBRARY_LINES = 2_500
GENERATED = {f"frontend/src/lib/api/{name}.ts" for name in ("fields", "queries", "schema.d")}

PACKAGES = library_packages(ROOT)
each_package = pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES.keys())


def lines(path: Path) -> int:
    """Count the lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def test_a_module_fits_into_one_head() -> None:
    """No module that a person writes has more than 400 lines, tests and style sheets included."""
    command = ["git", "ls-files", "*.py", "*.mjs", "*.ts", "*.tsx", "*.css"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    names = [name for name in listed.stdout.splitlines() if name not in GENERATED]
    paths = [ROOT / name for name in names if (ROOT / name).exists()]
    too_long = {
        path.relative_to(ROOT).as_posix(): count
        for path in paths
        if (count := lines(path)) > MODULE_LINES
    }

    assert too_long == {}


@each_package
def test_a_library_is_one_room(package: Path) -> None:
    """One that passes 2,500 lines is several libraries."""
    assert sum(map(lines, package.rglob("*.py"))) <= LIBRARY_LINES


# --- circles ---


def circles(package: Path) -> set[str]:
    """Name the modules of a package that reach themselves by their imports, for types or not."""
    modules = modules_of(package)
    graph = {name: imports_of(path) & modules.keys() for name, path in modules.items()}
    return {name for name in graph if name in reached(graph, name)}


def modules_of(package: Path) -> dict[str, Path]:
    """Return the modules of a package by their dotted names."""
    parts = {
        path: path.relative_to(package.parent).with_suffix("") for path in package.rglob("*.py")
    }
    return {
        ".".join(dotted.parts).removesuffix(".__init__"): path for path, dotted in parts.items()
    }


def imports_of(path: Path) -> set[str]:
    """Name what a module may import, wherever it does so: modules, or names in them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            private = [alias.name for alias in node.names if alias.name.startswith("_")]
            found |= {f"{node.module}.{name}" for name in private}
            # A private module is taken from the package's folder, a name from what it shows.
            if len(private) < len(node.names):
                found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def reached(graph: dict[str, set[str]], start: str) -> set[str]:
    """Name the modules that a module imports, directly or not."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for name in graph.get(waiting.pop(), set()) - found:
            found.add(name)
            waiting.append(name)
    return found


@each_package
def test_modules_import_each_other_in_one_direction(package: Path) -> None:
    """A circle means that two modules are one, or that something is in the wrong one."""
    assert circles(package) == set()


def test_a_circle_is_seen(tmp_path: Path) -> None:
    """Also one that only types close, and one through a third module."""
    package = tmp_path / "lms_planted"
    package.mkdir()
    sources = {
        "__init__": "from lms_planted._a import A\n",
        "_a": "from lms_planted import _b\n",
        "_b": "def later():\n    import lms_planted._c\n",
        "_c": "if TYPE_CHECKING:\n    from lms_planted._a import A\n",
        "_d": "from lms_planted._a import A\n",
    }
    for name, source in sources.items():
        (package / f"{name}.py").write_text(source)

    assert circles(package) == {"lms_planted._a", "lms_planted._b", "lms_planted._c"}


# --- errors ---


class Drawn(NamedTuple):
    """One line of a tree of errors."""

    name: str
    parent: str
    status: int | None


def tree_in(docstring: str) -> Iterator[Drawn]:
    """Read a tree as errors modules draw it: two spaces end the names, a root has its status."""
    blocks = [block for block in re.split(r"\n\s*\n", docstring) if "── " in block]
    above: list[str] = []
    for line in (line for block in blocks for line in block.splitlines()):
        drawn = re.fullmatch(r"((?:│   |    )*(?:[├└]── )?)(.+)", line)
        assert drawn is not None
        branches, rest = drawn.groups()
        name, _, status = rest.partition("  ")[0].partition(" ")
        above[len(branches) // 4 :] = [name]
        parent = above[-2] if len(above) > 1 else ""
        yield Drawn(name, parent, int(status) if status else None)


def problems_of(package: str) -> dict[str, type[Problem]]:
    """Return the problems that a library defines, by name, without private ones."""
    found: dict[str, type[Problem]] = {}
    waiting = [Problem]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.split(".")[0] == package and not kind.__name__.startswith("_"):
            found[kind.__name__] = kind
    return found


def parent_of(kind: type[Problem]) -> str:
    """Name the nearest class above that is not private."""
    return next(each.__name__ for each in kind.__mro__[1:] if not each.__name__.startswith("_"))


def drawings(package: Path) -> dict[str, list[Drawn]]:
    """Return the trees of a library by the module that draws them."""
    docstrings = {
        name: ast.get_docstring(ast.parse(path.read_bytes())) or ""
        for name, path in modules_of(package).items()
    }
    return {name: list(tree_in(text)) for name, text in docstrings.items() if "── " in text}


@each_package
def test_a_library_draws_all_its_errors_once(package: Path) -> None:
    """A library with several draws them in one tree: each class below its parent, with status."""
    import_libraries(ROOT)
    problems = problems_of(package.name)
    if len(problems) < 2:
        return
    drawn = drawings(package)
    assert len(drawn) == 1, f"{package.name} draws its errors in {sorted(drawn) or 'no module'}"
    (tree,) = drawn.values()
    known = vars(lms_kernel) | problems

    assert {each.name for each in tree if each.parent or each.name == "Problem"} == problems.keys()
    for each in tree:
        kind = known[each.name]
        assert each.status in {None, kind.status}
        assert each.status or kind is Problem or known[each.parent].status == kind.status
        assert not each.parent or parent_of(kind) == each.parent


def test_a_tree_is_read_as_it_is_drawn() -> None:
    """Parents, levels and statuses; text around a tree is none of it."""
    drawn = tree_in(
        """About errors.

        NotFound 404
        ├── Lost          gone
        │   └── LostAgain  gone twice
        └── Hidden        not to be seen
        Conflict 409
        └── Busy
        """.replace("\n        ", "\n")
    )

    assert list(drawn) == [
        Drawn("NotFound", "", 404),
        Drawn("Lost", "NotFound", None),
        Drawn("LostAgain", "Lost", None),
        Drawn("Hidden", "NotFound", None),
        Drawn("Conflict", "", 409),
        Drawn("Busy", "Conflict", None),
    ]
