"""Everything that can be checked about the manifests without a cluster: `nox -s manifests`.

    python -m tools.manifests.check [--crds DIR] [--release] [--quick]

First, the rendered files must be up to date. Then every environment is built with the real
kustomize and checked against Kubernetes' schemas, the custom resources' schemas with unknown fields
refused, our own rules, and a policy scanner that sees each Knative Service as the Deployment it
becomes. Last, faults are planted to check that each is caught. The custom resources' schemas are a
checkout of github.com/datreeio/CRDs-catalog.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tools import generated
from tools.manifests import policy
from tools.manifests.applications import applications
from tools.manifests.build import OVERLAYS, BuildError, build, others, overlay
from tools.manifests.documents import Documents, Finding, load
from tools.manifests.foundation import foundation
from tools.manifests.knative import deployment
from tools.manifests.plan import PlanError, read_functions
from tools.manifests.render import OWNED, render
from tools.manifests.rules import Case, foundation as promised, grants, hosts, lint, references
from tools.manifests.rules.names import names
from tools.manifests.rules.services import unbuilt
from tools.manifests.schemas import Schemas
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.manifests.applications import Application
    from tools.manifests.foundation import Foundation
    from tools.manifests.plan import Function

CATALOG = "CRDs-catalog"


class CheckError(Exception):
    """The check cannot run; the message says why."""


def catalog(option: str | None, root: Path) -> Path | None:
    """Find the custom resources' schemas: the option, $LMS_CRDS, a checkout next to this one.

    Raises CheckError when a folder that was named is not there.
    """
    named = option or os.environ.get("LMS_CRDS")
    if named is None:
        beside = root.parent / CATALOG
        return beside if beside.is_dir() else None
    folder = Path(named)
    if not (folder / "serving.knative.dev" / "service_v1.json").is_file():
        message = f"{folder} has no serving.knative.dev/service_v1.json: not a CRD catalog"
        raise CheckError(message)
    return folder


def drift(root: Path) -> list[Finding]:
    """Return the rendered files that are out of date. Raises PlanError."""
    return [
        Finding("drift", name, "is not what `nox -s generate` makes")
        for name in generated.differences(root, render(root), OWNED)
    ]


def check_documents(
    root: Path, documents: Documents, functions: tuple[Function, ...], schemas: Schemas
) -> list[Finding]:
    """Check one environment against schemas and rules."""
    found = set(schemas.check(documents.items))
    found.update(schemas.check(deployment(one) for one in documents.services))
    found.update(lint(Case(root, documents, functions)))
    return sorted(found)


def check_applications(
    root: Path, environment: str, everything: Iterable[Application]
) -> list[Finding]:
    """Check what Argo CD applies in one environment against the rules that span its parts."""
    found = {
        *references.check(everything),
        *grants.check(root, everything),
        *hosts.check(everything),
    }
    if environment == "dev":
        # There they are applied by hand, before Argo CD (`python -m tools.manifests.dev_secrets`).
        found = {one for one in found if "nobody makes Secret" not in one.message}
    return sorted(found)


def platform(root: Path) -> Documents:
    """Build what is outside the environments: the platform, Argo CD. Raises BuildError."""
    items = [one for folder in others(root) for one in load(build(folder))]
    return Documents(policy.PLATFORM, tuple(items))


def report(title: str, findings: Iterable[Finding], began: float) -> int:
    """Print one step's result; return the number of findings."""
    findings = list(findings)
    for one in findings:
        print(f"  {one}", file=sys.stderr)
    state = f"{len(findings)} faults" if findings else "ok"
    print(f"{title}: {state} ({time.perf_counter() - began:.1f} s)")
    return len(findings)


def scanned(documents: Documents) -> int:
    """Scan one environment's pods; return the number of findings. Raises PolicyError."""
    began = time.perf_counter()
    passed, failed = policy.check(documents)
    return report(f"{documents.environment}: policy, {passed} checks passed", failed, began)


def founded(on: Foundation, schemas: Schemas) -> int:
    """Check an environment's foundation against the promises; return the number of findings."""
    began = time.perf_counter()
    # Rules expect documents of the right shape, so wrong shapes are reported first.
    found = sorted(set(schemas.check(on.documents.items))) or promised.lint(on)
    title = (
        f"{on.environment}: {len(on.documents.items)} documents below it, {len(on.charts)} charts"
    )
    return report(title, found, began)


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Check everything and print one line for each step; exit with 1 when anything is wrong."""
    parser = argparse.ArgumentParser(prog="check", description=__doc__.partition("\n")[0])
    parser.add_argument("--crds", metavar="DIR", help=f"schemas ($LMS_CRDS, or ../{CATALOG})")
    parser.add_argument("--release", action="store_true", help="refuse images never built")
    parser.add_argument("--quick", action="store_true", help="no policy scanner, no planted faults")
    options = parser.parse_args(arguments)
    try:
        folder = catalog(options.crds, root)
        faults = _run(root, Schemas(folder), release=options.release, scan=not options.quick)
    except (BuildError, CheckError, PlanError, policy.PolicyError) as error:
        print(f"manifests: {error}", file=sys.stderr)
        return 1
    return 1 if faults or (not options.quick and _planted(root, folder)) else 0


def _run(root: Path, schemas: Schemas, *, release: bool, scan: bool) -> int:
    _warn_without_catalog(schemas)
    began = time.perf_counter()
    faults = report("rendered files", drift(root), began)
    functions = read_functions(root)
    for environment in OVERLAYS:
        began = time.perf_counter()
        documents = overlay(root, environment)
        found = check_documents(root, documents, functions, schemas)
        if release and environment != "dev":
            found += unbuilt(Case(root, documents, functions))
        title = (
            f"{environment}: {len(documents.items)} documents, {len(documents.services)} services"
        )
        faults += report(title, found, began)
        if scan:
            faults += scanned(documents)
    for environment in OVERLAYS:
        began = time.perf_counter()
        everything = applications(root, environment)
        found = check_applications(root, environment, everything)
        faults += report(f"{environment}: {len(everything)} applications", found, began)
        faults += founded(foundation(environment, everything), schemas)
    began = time.perf_counter()
    documents = platform(root)
    names_too = (*schemas.check(documents.items), *names(Case(root, documents, ())))
    found = sorted(set(names_too))
    faults += report(f"platform and Argo CD: {len(documents.items)} documents", found, began)
    if scan:
        faults += scanned(documents)
        print("policy checks that are not followed, and why:")
        for place, skipped in policy.reasons():
            for name, why in skipped.items():
                print(f"  {name} ({place}): {why}")
    _warn_without_catalog(schemas)
    return faults


def _planted(root: Path, folder: Path | None) -> int:
    """Run the planted faults; 0 when each is caught."""
    command = [sys.executable, "-m", "pytest", "-q", "-c", "tools/manifests/pytest-apart.ini"]
    command += ["--confcutdir", "tools/manifests", "-p", "no:cacheprovider"]
    named = {} if folder is None else {"LMS_CRDS": str(folder.resolve())}
    done = subprocess.run(
        [*command, "tools/manifests/tests"], cwd=root, env=os.environ | named, check=False
    )
    return done.returncode


def _warn_without_catalog(schemas: Schemas) -> None:
    if schemas.catalog is not None:
        return
    unchecked = f" {len(schemas.missing)} kinds:" if schemas.missing else ""
    print(
        f"\n*** NOT CHECKED: custom resources against their schemas.{unchecked}"
        f" {' '.join(sorted(schemas.missing))}\n"
        f"*** Clone https://github.com/datreeio/{CATALOG} next to this one, or give --crds DIR.\n",
        file=sys.stderr,
    )


if __name__ == "__main__":
    sys.exit(main())
