"""Make the manifests that follow from the functions: services, routes, policies, accounts.

A folder has a file for each thing that is read on its own; documents that differ by a name share
one file. Knative Services have a file each: `kn service list --target` reads no other layout.

Overlays, components and whatever does not depend on functions are written by hand.
manifests/README.md says which is which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools import func_yaml
from tools.generated import Generator
from tools.manifests import digests, transit
from tools.manifests.front_end import front_end
from tools.manifests.names import FRONT_END, MIGRATION, NAMESPACE
from tools.manifests.network import network_policies
from tools.manifests.plan import PlanError, read_functions
from tools.manifests.routes import http_routes, policies
from tools.manifests.secrets import external_secrets
from tools.manifests.services import service, service_account
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tools.manifests.names import Manifest

HEADER = (
    b"# Made by `nox -s generate` from the functions' func.yaml files and imports: change those.\n"
)
KSVC = "manifests/base/learning/ksvc"
OWNED = (
    f"{KSVC}/*",
    "manifests/base/learning/kustomization.yml",
    "manifests/base/accounts.yml",
    "manifests/base/limits.yml",
    "manifests/base/network/*",
    "manifests/base/routes/*",
    "manifests/components/aws-secrets/external-secrets.yaml",
    "manifests/components/digests/*",
    transit.PAGE,
)


def render(root: Path = ROOT) -> dict[str, bytes]:
    """Make every generated manifest, by path. Raises PlanError."""
    functions = read_functions(root)
    routes = http_routes(one.endpoint for one in functions)
    services = {one.name: service(one) for one in functions}
    for name in (FRONT_END, MIGRATION):
        if name in services:
            message = f"functions/{name.replace('-', '_')}: the name belongs to another image"
            raise PlanError(message)
    services[FRONT_END] = front_end()
    accounts = [service_account(name, NAMESPACE) for name in sorted(services)]
    made = {
        **_folder(KSVC, services, header=b"", kustomization="kustomization.yml"),
        "manifests/base/learning/kustomization.yml": _kustomization(["ksvc"]),
        "manifests/base/accounts.yml": HEADER + func_yaml.dump_all(accounts),
        **_folder("manifests/base/network", network_policies(functions)),
        **_folder("manifests/base/routes", routes),
        "manifests/base/limits.yml": HEADER + func_yaml.dump_all(policies(routes)),
        digests.FILE: digests.component(root, services),
    }
    secrets = external_secrets(functions).values()
    made["manifests/components/aws-secrets/external-secrets.yaml"] = HEADER + func_yaml.dump_all(
        secrets
    )
    if (root / transit.ENTRIES).is_file():
        made[transit.PAGE] = transit.page(root)
    return made


def _folder(
    folder: str,
    manifests: Mapping[str, Manifest],
    *,
    header: bytes = HEADER,
    kustomization: str = "kustomization.yaml",
) -> dict[str, bytes]:
    """Make a folder of one-document files and the kustomization that lists them."""
    files = {f"{name}.yaml": header + func_yaml.dump(one) for name, one in manifests.items()}
    made = {f"{folder}/{name}": content for name, content in files.items()}
    return made | {f"{folder}/{kustomization}": _kustomization(files)}


def _kustomization(resources: Iterable[str]) -> bytes:
    document = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": sorted(resources),
    }
    return HEADER + func_yaml.dump(document)


GENERATOR = Generator(OWNED, render)
