"""A library is a folder; to be one of the platform's takes its layer, in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.generate import GENERATORS

if TYPE_CHECKING:
    from tests.copies.conftest import Copy

pytestmark = pytest.mark.system

LAYERS = "pyproject.toml"
SOURCE = "libs/lms_medals/src/lms_medals"
DRIVER = 'import psycopg\n\n__all__ = ["psycopg"]\n'
# Nobody waits here for npm.
ALL = [name for name in GENERATORS if name != "client"]


def test_a_library_takes_one_file_beside_its_folder(tree: Copy) -> None:
    """It is on every list, and may import neither upwards nor a driver of somebody else."""
    tree.write(f"{SOURCE}/__init__.py", '"""Medals."""\n')
    tree.write(f"{SOURCE}/py.typed", "")

    lost = tree.run("tools.generate", "--check", "libraries", check=False)
    assert "lms_medals: a library in libs/ has one layer" in lost.stderr

    tree.replace(LAYERS, '"lms_audit | ', '"lms_audit | lms_medals | ')
    # The environment does not know the library yet: it is synced from the lists that this writes.
    tree.run("tools.generate", *ALL)
    assert tree.read(LAYERS).count("lms_medals") == 8
    outside = {name for name in tree.edited if not name.startswith("libs/lms_medals/")}
    assert outside == {LAYERS}
    tree.install()
    assert _broken(tree) == set()

    tree.write(f"{SOURCE}/_store.py", DRIVER)
    assert _broken(tree) == {"Only lms_postgres speaks to PostgreSQL"}

    tree.write(f"{SOURCE}/_store.py", "import lms_runtime\nimport starlette\n")
    assert _broken(tree) == {"Contexts know nothing of HTTP", "Libraries import downwards only"}

    tree.write(f"{SOURCE}/_store.py", "")
    tree.write("libs/lms_notifications/src/lms_notifications/_planted.py", "import lms_medals\n")
    assert _broken(tree) == {"Messages know no other context"}


@pytest.mark.parametrize(
    ("library", "imported", "contract"),
    [
        ("lms_letters", "lms_unsubscribe", "Letters and announcements hold no link keys"),
        ("lms_announcements", "lms_unsubscribe", "Letters and announcements hold no link keys"),
        ("lms_announcements", "lms_templates", "Announcements write no letters"),
    ],
)
def test_messages_carry_only_what_they_use(
    tree: Copy, library: str, imported: str, contract: str
) -> None:
    """Imports that the layers allow and every function would pay for (decision 0043)."""
    tree.write(f"libs/{library}/src/{library}/_planted.py", f"import {imported}\n")

    assert _broken(tree) == {contract}


def _broken(tree: Copy) -> set[str]:
    """Name the contracts that the copy breaks."""
    program = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    output = tree.python(program).stdout
    return {
        line.removesuffix(" BROKEN").strip()
        for line in output.splitlines()
        if line.endswith(" BROKEN")
    }
