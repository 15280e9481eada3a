"""Commits of the pipeline: new digests, a moved pin, and the exact opposite of either.

All of them go through `tools.ops.repository`: made on the newest remote state, in an index of
their own, and and pushed again when somebody else was faster.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from local import yaml_text
from tools.manifests import digests, page_manifest
from tools.manifests.names import FRONT_END
from tools.ops import builds
from tools.ops.digests import with_digest
from tools.ops.errors import UsageError
from tools.ops.repository import PIN, environment_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tools.ops.repository import Repository

PINS = re.compile(r"argocd/environments/(?P<name>[a-z]+)\.yaml")


def record(
    repository: Repository, built: Mapping[str, str], source: str, manifest: str | None = None
) -> str:
    """Commit the digests of new images; return the commit. Raises UsageError, GitError.

    `built` is services and their digests, `source` the commit they were built from, `manifest` the
    files that pages link when the front end is among them.
    """
    if not built:
        raise UsageError(
            "there is not one digest to record",
            next_step="did the jobs that push upload their --digestfile?",
        )
    for service, digest in built.items():
        if not digests.DIGEST.fullmatch(digest) or digest == digests.ZERO:
            raise UsageError(
                f"{service}: {digest!r} is not the digest of an image",
                next_step="look at the job that pushed it: its --digestfile is this file",
            )
    if (FRONT_END in built) != (manifest is not None):
        raise UsageError(
            f"{FRONT_END} and the files that pages link are of one build: one of them is missing",
            next_step="did the job that built it upload its image?",
        )
    names = "\n".join(f"{service} {digest}" for service, digest in sorted(built.items()))
    message = (
        f"chore(release): {len(built)} images of {source[:12]}\n\n{names}\n\n"
        f"Released-From: {source}\n"
    )
    return repository.publish_on_branch(lambda read: _with(read, built, manifest), message)


def promote(repository: Repository, environment: str, commit: str) -> str:
    """Move an environment's pin to a commit; return the commit that does so."""
    if not repository.environment(environment).pinned:
        raise UsageError(
            f"{environment} follows a branch, it has no pin to move",
            next_step="push to that branch",
        )
    full = repository.git("rev-parse", "--verify", f"{commit}^{{commit}}")
    builds.check_included(repository, full, environment, digests.FILE)
    message = f"chore(release): {environment} runs {full[:12]}\n"
    return repository.publish_on_branch(lambda read: _pinned(read, environment, full), message)


def revert(repository: Repository, commit: str) -> str:
    """Undo a commit of the pipeline; return the new commit. Raises UsageError, GitError.

    Like `git revert`, with one difference: what a later release has already replaced is left
    alone instead of being a conflict.
    """
    repository.fetch()
    commit = repository.git("rev-parse", "--verify", f"{commit}^{{commit}}")
    changed = repository.git("diff", "--name-only", f"{commit}^", commit).splitlines()
    foreign = [name for name in changed if name != digests.FILE and not PINS.fullmatch(name)]
    if foreign:
        raise UsageError(
            f"{commit[:12]} is not a commit of the pipeline: it also changes {', '.join(foreign)}",
            next_step=f"`git revert {commit}` in a pull request",
        )
    subject = repository.git("log", "-1", "--format=%s", commit)
    message = f'revert: "{subject}"\n\nThis reverts commit {commit}.\n'

    def edit(read: Callable[[str], bytes]) -> dict[str, bytes]:
        return {name: _undone(repository, commit, name, read(name)) for name in changed}

    return repository.publish_on_branch(edit, message)


def at(content: bytes) -> dict[str, str]:
    """Read the digests out of the file, by service."""
    entries = (yaml_text.load(content) or {}).get("images") or []
    return {one["name"].rpartition("/")[2]: one["digest"] for one in entries}


def _undone(repository: Repository, commit: str, name: str, now: bytes) -> bytes:
    """Revert one file of a commit, as far as it still has the commit's content."""
    before = repository.read(f"{commit}^", name) or b""
    after = repository.read(commit, name) or b""
    if name != digests.FILE:
        return before if now == after else now
    was, became, current = at(before), at(after), at(now)
    back = {
        service: was[service]
        for service, digest in became.items()
        if service in was and was[service] != digest and current.get(service) == digest
    }
    if first := sorted(service for service, digest in back.items() if digest == digests.ZERO):
        _nothing_before(first)
    # The files that pages link are reverted exactly when the image that serves them is.
    return _replaced(now, back, page_manifest.of(before) if FRONT_END in back else None)


def _nothing_before(services: list[str]) -> NoReturn:
    raise UsageError(
        f"there is no image before this one: {', '.join(services)}",
        next_step="a first release has nothing to go back to: repair it forward",
    )


def _with(
    read: Callable[[str], bytes], built: Mapping[str, str], manifest: str | None
) -> dict[str, bytes]:
    return {digests.FILE: _replaced(read(digests.FILE), built, manifest)}


def _replaced(content: bytes, changes: Mapping[str, str], manifest: str | None) -> bytes:
    """Put digests and page manifest in, leaving every other byte as it is. Raises UsageError."""
    for service, digest in changes.items():
        content = with_digest(content, service, f"{service}@{digest}", digests.FILE)
    if manifest is None:
        return content
    try:
        return page_manifest.replaced(content, manifest)
    except page_manifest.PageManifestError as error:
        raise UsageError(
            str(error), next_step="commit what the render makes, then go on"
        ) from error


def _pinned(read: Callable[[str], bytes], environment: str, commit: str) -> dict[str, bytes]:
    file = environment_file(environment)
    return {file: PIN.sub(f"revision: {commit}", read(file).decode()).encode()}
