"""What an environment is built from, read as kustomize does: without building, in any commit.

A change to a file that no build includes is silently never applied. So check here before writing
one.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from local import yaml_text
from tools.ops.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.ops.repository import Repository

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
INCLUDING = ("resources", "components", "bases")
FILE = (".yaml", ".yml", ".json")


def overlay(environment: str) -> str:
    """Name the folder that an environment is built from, as argocd/environments does."""
    return f"manifests/overlays/{environment}"


def kustomizations(repository: Repository, commit: str, environment: str) -> dict[str, bytes]:
    """Return every kustomization that the environment's build reads at a commit, by its path."""
    return dict(_below(repository, commit, overlay(environment), set()))


def check_included(repository: Repository, commit: str, environment: str, path: str) -> None:
    """Refuse a kustomization that the environment's build does not include. Raises UsageError."""
    if path not in kustomizations(repository, commit, environment):
        raise not_included(environment, path)


def not_included(environment: str, what: str) -> UsageError:
    """Say that this environment would not read the change."""
    folder = overlay(environment)
    return UsageError(
        f"{environment} is not built with {what}: what is written there would never run",
        next_step=f"take an environment whose {folder.rpartition('/')[0]}/NAME/kustomization.yaml "
        f"includes it; images of {environment} are what its own overlay names",
    )


def _below(
    repository: Repository, commit: str, folder: str, seen: set[str]
) -> Iterator[tuple[str, bytes]]:
    if folder in seen:
        return
    seen.add(folder)
    for name in NAMES:
        path = f"{folder}/{name}"
        if (content := repository.read(commit, path)) is None:
            continue
        yield path, content
        document: dict[str, Any] = yaml_text.load(content) or {}
        for entry in (one for key in INCLUDING for one in document.get(key) or ()):
            if not str(entry).endswith(FILE):
                inner = posixpath.normpath(posixpath.join(folder, str(entry)))
                yield from _below(repository, commit, inner, seen)
        return
