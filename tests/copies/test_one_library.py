"""A library is a folder; to be one of the platform's takes its layer, in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.copies.conftest import Copy

LAYERS = "pyproject.toml"
SOURCE = "libs/lms_badges/src/lms_badges"
DRIVER = 'import psycopg\n\n__all__ = ["psycopg"]\n'


def test_a_library_takes_one_file_beside_its_folder(tree: Copy) -> None:
    """It is on every list, and may import neither upwards nor a driver of somebody else."""
    tree.write(f"{SOURCE}/__init__.py", '"""Badges."""\n')
    tree.write(f"{SOURCE}/py.typed", "")

    lost = tree.run("tools.libraries", "--check", check=False)
    assert "lms_badges: a library in libs/ has one layer" in lost.stderr

    tree.replace(LAYERS, '"lms_audit | ', '"lms_audit | lms_badges | ')
    tree.run("tools.libraries")
    assert tree.read(LAYERS).count("lms_badges") == 7
    outside = {name for name in tree.edited if not name.startswith("libs/lms_badges/")}
    assert outside == {LAYERS}
    assert _broken(tree) == set()

    tree.write(f"{SOURCE}/_store.py", DRIVER)
    assert _broken(tree) == {"Only lms_postgres speaks to PostgreSQL"}

    tree.write(f"{SOURCE}/_store.py", "import lms_runtime\nimport starlette\n")
    assert _broken(tree) == {"Contexts know nothing of HTTP", "Libraries import downwards only"}


def _broken(tree: Copy) -> set[str]:
    """Name the contracts that the copy breaks."""
    program = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    output = tree.python(program).stdout
    return {
        line.removesuffix(" BROKEN").strip()
        for line in output.splitlines()
        if line.endswith(" BROKEN")
    }
