"""Releases as recorded in Git: which commit was released last, and what to build since.

A release is a commit to the digests' file whose message ends in `Released-From: COMMIT`, the state
of the sources that its images were built from. The pipeline counts from there and not from the
last push: what a failed run did not build is built by the next one, and so is what was reverted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tools.affected import affected
from tools.frontend.sources import is_in_image
from tools.manifests import digests
from tools.manifests.names import FRONT_END, MIGRATION
from tools.tree import function_folders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tools.ops.repository import Repository

FROM = re.compile(r"^Released-From: ([0-9a-f]{40})$", re.MULTILINE)
REVERTS = re.compile(r"^This reverts commit ([0-9a-f]{40})\.$", re.MULTILINE)
# What the migration job's image is made of.
MIGRATION_FILES = ("migrations/", "tools/migrate.py", "tools/tree.py", "uv.lock")


@dataclass(frozen=True)
class Image:
    """One image to build: the function's folder (or what it is instead) and its service."""

    function: str
    service: str
    stage: str = "vendor"
    """The session of nox that makes the context."""
    context: str = "build"
    dockerfile: str = "functions/Dockerfile"
    arguments: str = ""
    """What the Dockerfile is given, a line each: NAME=VALUE."""

    @property
    def given(self) -> dict[str, str]:
        """Return the arguments by name."""
        return dict(line.split("=", 1) for line in self.arguments.splitlines())

    def also(self, arguments: Mapping[str, str]) -> Image:
        """Return the same image with more arguments."""
        lines = [*self.arguments.splitlines(), *(f"{k}={v}" for k, v in arguments.items())]
        return replace(self, arguments="\n".join(lines))


def releases(repository: Repository, head: str) -> Iterator[str]:
    """Return the sources' commits of all releases that were not reverted, the newest first."""
    log = repository.git("log", "--format=%H%n%B%x00", head, "--", digests.FILE)
    reverted: set[str] = set()
    for entry in filter(None, (part.strip() for part in log.split("\0"))):
        commit, _, message = entry.partition("\n")
        if match := REVERTS.search(message):
            reverted.add(match[1])
        elif commit not in reverted and (match := FROM.search(message)):
            yield match[1]


def last_release(repository: Repository, head: str) -> str | None:
    """Return the sources' commit of the newest release that was not reverted, or None."""
    return next(releases(repository, head), None)


def images(repository: Repository, head: str, root: Path, since: str | None = None) -> list[Image]:
    """List what has to be built so that `head` can be released; the tree at `root` is at `head`.

    That is what changed since the last release, and what was never built; with `since`, only what
    changed since then, as a pull request wants it.
    """
    if since:
        return [image_of(name, repository) for name in _changed(repository, since, head, root)]
    folders = {name.replace("_", "-"): name for name in function_folders(root)}
    names = {folders.get(service, service) for service in digests.missing(root)}
    if base := last_release(repository, head):
        names.update(_changed(repository, base, head, root))
    return [image_of(name, repository) for name in sorted(names)]


def _changed(repository: Repository, base: str, head: str, root: Path) -> list[str]:
    # Two dots: both commits are on the branch, and a reverted state counts as different.
    command = ("diff", "--name-only", "--no-renames", base, head)
    changed = repository.git(*command).splitlines()
    others = []
    if any(map(is_in_image, changed)):
        others.append(FRONT_END)
    if any(name.startswith(MIGRATION_FILES) for name in changed):
        others.append(MIGRATION)
    return affected(changed, root) + others


def image_of(name: str, repository: Repository) -> Image:
    """Describe the build of a function (by its folder), of the migration or of the front end.

    Layers are the same bytes whenever they are built, so the times of their files are fixed. Not
    to one time for all commits in the front end, whose server tells versions of a file by it.
    """
    fixed = {"SOURCE_DATE_EPOCH": "0"}
    if name == MIGRATION:
        image = Image(name, name, context=".", dockerfile="migrations/Dockerfile")
        return image.also(fixed)
    if name == FRONT_END:
        context = "build/front_end"
        image = Image(name, name, "frontend.image", context, dockerfile="frontend/Dockerfile")
        return image.also(
            {"SOURCE_DATE_EPOCH": repository.git("show", "-s", "--format=%ct", "HEAD")}
        )
    return Image(name, name.replace("_", "-")).also({"FUNCTION": name} | fixed)
