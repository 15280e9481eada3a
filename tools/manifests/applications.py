"""What Argo CD applies in one environment, in order: each Application with its contents."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from local import yaml_text
from tools.manifests.build import build
from tools.manifests.documents import load, name_of
from tools.manifests.names import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tools.manifests.names import Manifest

WAVE = "argocd.argoproj.io/sync-wave"
HOOK = "argocd.argoproj.io/hook"


@dataclass(frozen=True)
class Application:
    """One Application: our documents, or a chart with its values."""

    name: str
    wave: int
    namespace: str
    documents: tuple[Manifest, ...] = field(default=(), repr=False)
    chart: str = ""
    values: Manifest = field(default_factory=dict, repr=False)
    makes_namespace: bool = False
    """Whether Argo CD makes the namespace before the first thing is applied."""


def wave(document: Manifest) -> int:
    """Return the sync wave of a document within its Application, or of an Application."""
    return int((document["metadata"].get("annotations") or {}).get(WAVE, 0))


def step(document: Manifest) -> int:
    """Return the place of a document in its Application: its wave, after all waves of PreSync."""
    hook = (document["metadata"].get("annotations") or {}).get(HOOK, "Sync")
    return wave(document) + {"PreSync": -1000, "PostSync": 1000}.get(hook, 0)


def merged(low: Any, high: Any) -> Any:
    """Merge two sets of values as Helm does: mappings deeply, everything else replaced."""
    if not isinstance(low, dict) or not isinstance(high, dict):
        return high
    return {key: merged(low.get(key), high[key]) if key in high else low[key] for key in low | high}


def applications(root: Path, environment: str) -> tuple[Application, ...]:
    """Build every Application of an environment, in the order of the waves. Raises BuildError."""
    overlay = _built(root / "argocd" / "platform" / "overlays" / environment)
    found = [*_platform(root, overlay), *_layers(root, environment, overlay)]
    return tuple(sorted(found, key=lambda one: one.wave))


def sources(application: Manifest) -> list[Manifest]:
    """Return the sources of an Application, one or many."""
    spec = application.get("spec") or {}
    found: list[Manifest] = spec.get("sources") or [spec.get("source") or {}]
    return found


def _platform(root: Path, overlay: tuple[Manifest, ...]) -> Iterator[Application]:
    for one in overlay:
        if one["kind"] != "Application":
            continue
        spec, name = one["spec"], name_of(one)
        namespace = spec["destination"]["namespace"]
        parts = sources(one)
        chart = next((part for part in parts if "chart" in part), None)
        if chart is not None:
            yield Application(
                name, wave(one), namespace, chart=chart["chart"], values=_values(root, chart)
            )
        elif name == "platform":
            # The root Application holds all of the overlay: projects, settings, itself.
            yield Application(name, wave(one), namespace, overlay)
        elif parts[0]["repoURL"] == REPOSITORY:
            documents = _built(root / parts[0]["path"])
            yield Application(name, wave(one), namespace, documents)
        else:
            # Another repository: custom resource definitions, which are not built here.
            yield Application(name, wave(one), namespace)


def _values(root: Path, chart: Manifest) -> Manifest:
    values: Manifest = {}
    for file in chart.get("helm", {}).get("valueFiles", []):
        own = yaml_text.load((root / file.removeprefix("$values/")).read_bytes())
        values = merged(values, own or {})
    return values


def _layers(root: Path, environment: str, overlay: tuple[Manifest, ...]) -> Iterator[Application]:
    (generator,) = [one for one in overlay if one["kind"] == "ApplicationSet"]
    file = root / "argocd" / "environments" / f"{environment}.yaml"
    for layer in yaml_text.load(file.read_bytes())["layers"]:
        documents = _built(root / layer["folder"])
        name = f"{layer['layer']}-{environment}"
        options = generator["spec"]["template"]["spec"]["syncPolicy"]["syncOptions"]
        makes = "CreateNamespace=true" in options
        yield Application(
            name, wave(generator), layer["namespace"], documents, makes_namespace=makes
        )


@cache
def _built(folder: Path) -> tuple[Manifest, ...]:
    # Environments share most folders, so a document is copied before it is changed.
    return load(build(folder))
