"""The built environments, once for all tests; each test gets a copy that it may spoil."""

from __future__ import annotations

import functools
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.manifests import applications as applied, build, check
from tools.manifests.applications import applications
from tools.manifests.build import OVERLAYS, overlay
from tools.manifests.check import CATALOG, catalog
from tools.manifests.documents import Documents
from tools.manifests.foundation import Foundation, foundation
from tools.manifests.plan import read_functions
from tools.manifests.rules import Case
from tools.manifests.schemas import Schemas
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.manifests.plan import Function


@pytest.fixture(scope="session", autouse=True)
def _built_once() -> Iterator[None]:
    """Build each folder of this tree with the real kustomize once: no test changes it."""
    once = functools.cache(build.build)

    def remembered(folder: Path) -> str:
        return once(folder) if folder.is_relative_to(ROOT) else once.__wrapped__(folder)

    with pytest.MonkeyPatch.context() as patch:
        for module in (applied, build, check):
            patch.setattr(module, "build", remembered)
        yield


@pytest.fixture(scope="session")
def functions() -> tuple[Function, ...]:
    """Read the repository's own functions."""
    return read_functions(ROOT)


@pytest.fixture(scope="session")
def built() -> dict[str, Documents]:
    """Build every environment with the real kustomize."""
    return {name: overlay(ROOT, name) for name in OVERLAYS}


@pytest.fixture(scope="session")
def founded() -> dict[str, Foundation]:
    """Build what each environment stands on, with the real kustomize."""
    return {name: foundation(name, applications(ROOT, name)) for name in OVERLAYS}


@pytest.fixture(scope="session")
def fresh_foundation(founded: dict[str, Foundation]) -> Callable[[str], Foundation]:
    """Return a copy of one environment's platform: by pickle, five times as fast as deepcopy."""
    dumped = {name: pickle.dumps(one) for name, one in founded.items()}

    def give(environment: str) -> Foundation:
        copied: Foundation = pickle.loads(dumped[environment])  # noqa: S301 - our own bytes
        return copied

    return give


@pytest.fixture(scope="session")
def fresh(built: dict[str, Documents]) -> Callable[[str], Documents]:
    """Return a copy of one environment's documents: by pickle, five times as fast as deepcopy."""
    dumped = {name: pickle.dumps(one) for name, one in built.items()}

    def give(environment: str) -> Documents:
        copied: Documents = pickle.loads(dumped[environment])  # noqa: S301 - our own bytes
        return copied

    return give


@pytest.fixture(scope="session")
def case(functions: tuple[Function, ...]) -> Callable[[Documents], Case]:
    """Return a case on the repository's own platform, which is read once."""
    platform = Case(ROOT, Documents("prod", ()), functions).platform

    def give(documents: Documents) -> Case:
        one = Case(ROOT, documents, functions)
        vars(one)["platform"] = platform
        return one

    return give


@pytest.fixture(scope="session")
def schemas() -> Schemas:
    """Return the schemas of Kubernetes' and of custom resources."""
    pytest.importorskip("kubernetes_validate", reason="`nox -s manifests` runs this test")
    folder = catalog(None, ROOT)
    if folder is None:
        pytest.skip(f"no CRD schemas: set LMS_CRDS to a checkout of {CATALOG}")
    return Schemas(folder)


@pytest.fixture(scope="session")
def platform_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out a repository that holds only what the environments need of the platform."""
    root = tmp_path_factory.mktemp("repository")
    platform = root / "manifests" / "platform"
    platform.mkdir(parents=True)
    (platform / "needed.yaml").write_text(
        """
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: {name: learning, namespace: knative-serving}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: learning}]
  to: [{group: "", kind: Service, name: kourier-internal}]
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: postgres, namespace: data}
spec: {postgresql: {parameters: {max_connections: "800"}}}
"""
    )
    return root
