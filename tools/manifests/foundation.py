"""The platform below the functions, one environment at a time, as its Argo CD applies it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tools.manifests.documents import Documents, load, name_of, namespace_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.manifests.applications import Application
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
        """Return all documents of a kind, of any API group or of one."""
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


def foundation(environment: str, applications: Iterable[Application]) -> Foundation:
    """Collect everything an environment's Argo CD applies except the functions."""
    below = [one for one in applications if one.name != f"{FUNCTIONS}-{environment}"]
    items = [document for one in below for document in one.documents]
    charts = {one.name: one.values for one in below if one.chart}
    return Foundation(Documents(environment, (*items, *_inside(items))), charts)


def _inside(items: list[Manifest]) -> Iterator[Manifest]:
    """Return the documents that a ConfigMap carries as text: the drill applies them by itself."""
    for one in items:
        if one["kind"] == "ConfigMap":
            for name, text in (one.get("data") or {}).items():
                if name.endswith(".yaml"):
                    yield from (inner for inner in load(text) if "kind" in inner)
