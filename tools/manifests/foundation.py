"""What the functions stand on, one environment at a time, as its Argo CD would apply it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

from tools.manifests.build import build
from tools.manifests.documents import Documents, load, name_of, namespace_of
from tools.manifests.names import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tools.manifests.names import Manifest

FUNCTIONS = "functions"
"""The layer that `overlay` builds; all others are ours."""


@dataclass(frozen=True)
class Foundation:
    """One environment's platform: its documents, and the values of the charts it installs."""

    documents: Documents
    charts: dict[str, Manifest] = field(repr=False)
    """What Helm is given, by release: all value files merged in their order."""

    @property
    def environment(self) -> str:
        """Name the environment."""
        return self.documents.environment

    @property
    def is_real(self) -> bool:
        """Tell whether it runs in AWS and not on one machine."""
        return self.environment != "dev"

    def of(self, kind: str, group: str | None = None) -> Iterator[Manifest]:
        """Give all documents of a kind, of any API group or of one."""
        return self.documents.of(kind, group)

    def find(self, kind: str, name: object, namespace: str | None = None) -> Manifest | None:
        """Give one document, or nothing."""
        for one in self.of(kind):
            if name_of(one) == name and namespace in {None, namespace_of(one)}:
                return one
        return None


def dig(value: Any, path: str) -> Any:
    """Follow a path like `spec/replsets/0/size`; nothing where it leads nowhere.

    As in a JSON Pointer (RFC 6901) a slash inside a name is written `~1`.
    """
    for part in path.split("/"):
        key = part.replace("~1", "/")
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def foundation(root: Path, environment: str) -> Foundation:
    """Build all that an environment's Argo CD applies, but the functions. Raises BuildError."""
    own = root / "argocd" / "platform" / "overlays" / environment
    items = [*_built(own)]
    charts: dict[str, Manifest] = {}
    for application in [one for one in items if one["kind"] == "Application"]:
        for source in sources(application):
            if source.get("repoURL") == REPOSITORY and "path" in source:
                folder = root / source["path"]
                # The first Application holds this list itself.
                items += () if folder == own else _built(folder)
            if "chart" in source:
                helm = source.get("helm") or {}
                files = [
                    root / str(one).removeprefix("$values/") for one in helm.get("valueFiles") or ()
                ]
                charts[name_of(application)] = values(files)
    settings = root / "argocd" / "environments" / f"{environment}.yaml"
    for layer in yaml.safe_load(settings.read_bytes())["layers"]:
        if layer["layer"] != FUNCTIONS:
            items += _built(root / layer["folder"])
    return Foundation(Documents(environment, (*items, *_inside(items))), charts)


def sources(application: Manifest) -> list[Manifest]:
    """Give the sources of an Application, one or many."""
    spec = application.get("spec") or {}
    found: list[Manifest] = spec.get("sources") or [spec.get("source") or {}]
    return found


def values(files: list[Path]) -> Manifest:
    """Merge value files as Helm does: maps are joined, all else is replaced by the later one."""
    merged: Manifest = {}
    for file in files:
        read: Manifest = yaml.safe_load(file.read_bytes()) or {}
        merged = _joined(merged, read)
    return merged


def _joined(first: Manifest, second: Manifest) -> Manifest:
    joined = dict(first)
    for key, value in second.items():
        before = joined.get(key)
        if isinstance(before, dict) and isinstance(value, dict):
            joined[key] = _joined(before, value)
        else:
            joined[key] = value
    return joined


def _inside(items: list[Manifest]) -> Iterator[Manifest]:
    """Give the documents that a ConfigMap carries as text: the drill applies them by itself."""
    for one in items:
        if one["kind"] == "ConfigMap":
            for name, text in (one.get("data") or {}).items():
                if name.endswith(".yaml"):
                    yield from (inner for inner in load(text) if "kind" in inner)


@cache
def _built(folder: Path) -> tuple[Manifest, ...]:
    # Several environments share most folders. Whoever changes a document makes a copy of it.
    return load(build(folder))
