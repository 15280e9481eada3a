"""Runbooks are read at night: their commands have to be right, their links have to lead on."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tools.ops.__main__ import command_line

ROOT = Path(__file__).parents[3]
RUNBOOKS = sorted((ROOT / "docs" / "runbooks").glob("*.md"))


def commands(page: Path) -> list[str]:
    """Return every command for this tool in the page's code blocks, continued lines joined."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    starts = "python -m tools.ops "
    return [line.strip().removeprefix(starts) for line in lines if starts in line]


@pytest.mark.parametrize("page", RUNBOOKS, ids=lambda page: page.stem)
def test_every_command_for_this_tool_can_be_read(page: Path) -> None:
    """An option that was renamed would be found out in the middle of an incident."""
    for command in commands(page):
        command_line().parse_args(shlex.split(command, comments=True))


def test_the_tool_is_really_shown() -> None:
    """Each of its commands is in a runbook."""
    shown = {command.split()[0] for page in RUNBOOKS for command in commands(page)}
    assert shown == {"status", "wait", "canary", "rollback", "pause", "resume"}


@pytest.mark.parametrize("page", RUNBOOKS, ids=lambda page: page.stem)
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    """Pages that are linked exist, and so do the files of this repository that are named."""
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        if not target.startswith("https://"):
            assert (page.parent / target).is_file(), target
    for path in re.findall(r"`((?:manifests|argocd|functions|tools)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), path


def edits() -> list[tuple[str, str]]:
    """Return every edit of a file by sed that a runbook shows: the expression and the file."""
    pattern = re.compile(r"sed -i '([^']+)' ([\w./-]+)")
    return [edit for page in RUNBOOKS for edit in pattern.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("expression", "name"), edits())
def test_an_edit_changes_its_file(expression: str, name: str) -> None:
    """An expression that matches nothing ends with 0, and nobody notices at night."""
    before = (ROOT / name).read_text(encoding="utf-8")
    after = subprocess.run(
        ["sed", expression, ROOT / name], capture_output=True, check=True, text=True
    ).stdout
    assert after != before


def test_every_page_is_in_the_table() -> None:
    """What is not listed is not found."""
    table = (ROOT / "docs/runbooks/README.md").read_text(encoding="utf-8")
    for page in RUNBOOKS:
        assert page.name == "README.md" or f"]({page.name})" in table, page.name


def test_every_page_says_when_it_is_over() -> None:
    """An incident without an end is never closed."""
    for page in RUNBOOKS:
        if page.name != "README.md":
            assert "## It is over when" in page.read_text(encoding="utf-8"), page.name
