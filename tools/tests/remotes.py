"""Repositories for tests: a bare remote with two clones, and files read from the remote.

Git takes a dozen processes to make the three, so they are made once and copied for each test. A
fake cluster that follows the remote reads the same few files again and again: what a commit holds
never changes, so git is asked for it once.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

REMOTE, CLONE, OTHER = "remote.git", "clone", "other"
_ID = re.compile(r"[0-9a-f]{40}")


def run_git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def identity(name: str, email: str) -> dict[str, str]:
    """Return the variables that say who commits, whatever the machine's own settings are."""
    who = {f"GIT_{role}_{what}": text for role in ("AUTHOR", "COMMITTER")
           for what, text in (("NAME", name), ("EMAIL", email))}  # fmt: skip
    return who | {"GIT_CONFIG_GLOBAL": "/dev/null"}


def make(folder: Path, tree: Mapping[str, str], who: Mapping[str, str], *, tag: str = "") -> Path:
    """Make a bare remote whose first commit holds a tree, and two clones; return the folder."""

    def git(place: str, *arguments: str) -> None:
        command = ["git", "-C", str(folder / place), *arguments]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | who)

    # Without a template there are no samples of hooks to copy.
    git("", "init", "--quiet", "--bare", "--template=", "--initial-branch=main", REMOTE)
    (folder / REMOTE / "hooks").mkdir()
    git("", "clone", "--quiet", "--template=", str(folder / REMOTE), CLONE)
    git(CLONE, "checkout", "--quiet", "-B", "main")
    for path, content in tree.items():
        file = folder / CLONE / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    git(CLONE, "add", ".")
    git(CLONE, "commit", "--quiet", "-m", "feat: the platform")
    if tag:
        git(CLONE, "tag", tag)
    git(CLONE, "push", "--quiet", "--tags", "-u", "origin", "main")
    git("", "clone", "--quiet", "--template=", str(folder / REMOTE), OTHER)
    return folder


def copied(made: Path, folder: Path) -> tuple[Path, Path, Path]:
    """Copy what `make` has made; return the remote and the clones, which follow the copy."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    for clone in (CLONE, OTHER):
        config = folder / clone / ".git" / "config"
        text = config.read_text()
        assert str(made) in text
        config.write_text(text.replace(str(made), str(folder)))
    return folder / REMOTE, folder / CLONE, folder / OTHER


def commit_of(remote: Path, name: str) -> str:
    """Return the commit of a branch or a tag of the remote, or of an id."""
    for kind in ("tags", "heads"):
        reference = remote / "refs" / kind / name
        if reference.is_file():
            name = reference.read_text().strip()
            break
    return _asked(remote, name, "rev-parse", f"{name}^{{commit}}").strip()


def file_of(remote: Path, name: str, path: str) -> str:
    """Return a file as a branch, a tag or a commit of the remote has it."""
    commit = commit_of(remote, name)
    return _asked(remote, commit, "show", f"{commit}:{path}")


# What an id stands for is the same in every copy of a repository.
_answers: dict[tuple[str, ...], str] = {}


def _asked(remote: Path, name: str, *question: str) -> str:
    if question not in _answers or not _ID.fullmatch(name):
        command = ["git", "-C", str(remote), *question]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        _answers[question] = done.stdout
    return _answers[question]
