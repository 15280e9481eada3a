"""What every Dockerfile keeps to, so that its image can be built, shared and started."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.images.cell import user_of
from tools.tree import ROOT
from tools.vendor import Stage

DOCKERFILES = sorted(ROOT.glob("*/Dockerfile"))
FUNCTIONS = (ROOT / "functions/Dockerfile").read_text()
# pip's own options stand before the name of its command, and it refuses them after it.
MISPLACED = re.compile(r"\bpip (?:(?!&&|\n\n).)*?\binstall\b(?:(?!&&|\n\n).)*--python\b", re.DOTALL)
each = pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.parent.name)


def stages(text: str) -> dict[str, str]:
    """Take a Dockerfile apart by the names of its stages; the last one has none."""
    found = re.split(r"^FROM \S+(?: AS (\w+))?$", text, flags=re.MULTILINE)[1:]
    return dict(zip((name or "" for name in found[::2]), found[1::2], strict=True))


@each
def test_pip_is_told_its_python_before_its_command(path: Path) -> None:
    """`pip install --python` fails: "must be placed before the pip subcommand name"."""
    assert MISPLACED.search(path.read_text()) is None


@each
def test_an_image_names_its_user_and_group_by_number(path: Path) -> None:
    """Neither is 0: a user without a group would be in root's."""
    *_, user = re.findall(r"^USER (\S+)$", path.read_text(), re.MULTILINE)
    assert user_of({"User": user}) == (65532, 65532)


@each
def test_an_image_starts_without_a_shell(path: Path) -> None:
    """A signal has to reach the program: CMD and ENTRYPOINT are lists."""
    starts = re.findall(r"^(?:CMD|ENTRYPOINT) (.)", path.read_text(), re.MULTILINE)
    assert starts
    assert set(starts) == {"["}


@each
def test_every_base_is_an_argument(path: Path) -> None:
    """A release names it by digest, a machine without a registry puts a stand-in there."""
    bases = re.findall(r"^FROM (\S+)", path.read_text(), re.MULTILINE)
    assert set(bases) <= {"${BASE}", "${NODE}", "scratch"}


def test_requirements_are_installed_without_a_function_s_name() -> None:
    """An argument is part of what a builder keeps layers by, and could get into the layer."""
    assert "FUNCTION" not in stages(FUNCTIONS)["dependencies"]
    assert "-j" not in stages(FUNCTIONS)["dependencies"].replace("--", "")


def test_functions_with_the_same_requirements_have_the_same_file() -> None:
    """A header that names the function would make as many layers as there are functions."""
    stage = Stage(ROOT)
    lines: dict[str, set[bytes]] = {}
    for name in stage.closures.functions:
        text = stage.files(name)["requirements.txt"]
        pins = "".join(re.findall(r"^[a-z].*$", text.decode(), re.MULTILINE))
        lines.setdefault(pins, set()).add(text)
    assert len(lines) < len(stage.closures.functions) / 2
    assert [texts for texts in lines.values() if len(texts) > 1] == []


@pytest.mark.parametrize("folder", ["functions", "migrations"])
def test_a_build_is_sent_only_what_it_copies(folder: str) -> None:
    """The context of the migration is the whole repository, with its history and environments."""
    ignored = (ROOT / folder / "Dockerfile.dockerignore").read_text().splitlines()
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    assert "*" in ignored
    copied = re.findall(
        r"^COPY (?!--from)(.+) \S+$", (ROOT / folder / "Dockerfile").read_text(), re.MULTILINE
    )
    for path in " ".join(copied).split():
        assert any(path.rstrip("/").startswith(one) for one in allowed), path
