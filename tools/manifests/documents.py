"""Manifests as documents: read from text, found by kind, selected by labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local import yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from tools.manifests.names import Manifest

SERVING_SERVICE = ("serving.knative.dev", "Service")


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: the rule that found it, where, and what is wrong."""

    rule: str
    where: str
    message: str

    def __str__(self) -> str:
        """Write it as one line."""
        return f"{self.rule}: {self.where}: {self.message}"


@dataclass(frozen=True)
class Documents:
    """All manifests of one environment."""

    environment: str
    """Name of the overlay: dev, staging or prod."""
    items: tuple[Manifest, ...] = field(repr=False)

    def of(self, kind: str, group: str | None = None) -> Iterator[Manifest]:
        """Return all documents of a kind, of any API group or of one."""
        for one in self.items:
            if one.get("kind") == kind and group in {None, api_group(one)}:
                yield one

    @property
    def services(self) -> tuple[Manifest, ...]:
        """Return all Knative Services."""
        return tuple(self.of("Service", "serving.knative.dev"))

    def has(self, kind: str, name: str, group: str | None = None) -> bool:
        """Tell whether there is a document of this kind and name."""
        return any(name_of(one) == name for one in self.of(kind, group))


def load(text: str | bytes) -> tuple[Manifest, ...]:
    """Read all documents of a text, skipping those that are not mappings."""
    return tuple(one for one in yaml_text.load_all(text) if isinstance(one, dict))


def load_folder(folder: Path) -> tuple[Manifest, ...]:
    """Read every *.yaml below a folder that holds Kubernetes documents."""
    found: list[Manifest] = []
    for path in sorted(folder.rglob("*.yaml")):
        found += [one for one in load(path.read_bytes()) if "kind" in one]
    return tuple(found)


def api_group(document: Manifest) -> str:
    """Name the API group; the core group's name is empty."""
    version = str(document.get("apiVersion", ""))
    return version.rpartition("/")[0]


def name_of(document: Manifest) -> str:
    """Return metadata.name, or an empty text."""
    return str((document.get("metadata") or {}).get("name", ""))


def namespace_of(document: Manifest) -> str:
    """Return metadata.namespace, or an empty text."""
    return str((document.get("metadata") or {}).get("namespace", ""))


def where(document: Manifest) -> str:
    """Name a document for people."""
    namespace = namespace_of(document)
    return f"{document.get('kind')}/{namespace}{'/' if namespace else ''}{name_of(document)}"


def template(workload: Manifest) -> Manifest:
    """Return the template of a workload's pods, empty when it has none."""
    spec: Manifest = workload.get("spec") or {}
    if workload.get("kind") == "CronJob":
        spec = (spec.get("jobTemplate") or {}).get("spec") or {}
    found: Manifest = spec.get("template") or {}
    return found


def containers(service: Manifest) -> list[Manifest]:
    """Return the containers of a workload."""
    found: list[Manifest] = (template(service).get("spec") or {}).get("containers") or []
    return found


def pod_labels(workload: Manifest) -> dict[str, str]:
    """Return the labels of the pods that a workload makes."""
    labels = dict((template(workload).get("metadata") or {}).get("labels") or {})
    if (api_group(workload), workload["kind"]) == SERVING_SERVICE:
        labels["serving.knative.dev/service"] = name_of(workload)
    return labels


def selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Tell whether a label selector fits these labels; an empty one fits all."""
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    return all(
        _expression_fits(expression, labels)
        for expression in selector.get("matchExpressions") or ()
    )


def _expression_fits(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    present = expression["key"] in labels
    value = labels.get(expression["key"])
    match expression["operator"]:
        case "Exists":
            return present
        case "DoesNotExist":
            return not present
        case "In":
            return value in expression["values"]
        case "NotIn":
            return value not in expression["values"]
    return False


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value inside a document with its path, a whole before its parts."""
    # Not recursive: a value would be handed up through as many generators as it is deep.
    left = [(path, value)]
    while left:
        place = left.pop()
        yield place
        path, value = place
        if isinstance(value, dict):
            left += [(f"{path}.{key}", inner) for key, inner in reversed(value.items())]
        elif isinstance(value, list):
            left += reversed([(f"{path}[{i}]", inner) for i, inner in enumerate(value)])


def by_rule(findings: Iterable[Finding]) -> set[str]:
    """Name the rules that found something."""
    return {one.rule for one in findings}
