"""All parts of an environment: a release target must have every one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local import yaml_text

if TYPE_CHECKING:
    from pathlib import Path

PLACES = {
    "no Terraform": "terraform/environments/{}/main.tf",
    "no environment of Argo CD": "argocd/environments/{}.yaml",
    "no platform": "argocd/platform/overlays/{}/kustomization.yaml",
    "no overlay": "manifests/overlays/{}/kustomization.yaml",
}


def released_to(root: Path) -> frozenset[str]:
    """Return the environments that the release checks or moves."""
    jobs = yaml_text.load((root / ".github/workflows/release.yml").read_bytes())["jobs"]
    steps = [step for job in jobs.values() for step in job.get("steps", [])]
    looked = {str(step["with"]["environment"]) for step in steps if _is_look(step)}
    runs = "\n".join(step.get("run", "") for step in steps)
    return frozenset(looked | set(re.findall(r"release -- promote (\w+)", runs)))


def _is_look(step: dict[str, object]) -> bool:
    return str(step.get("uses", "")).endswith("actions/verify")


def applied(root: Path) -> frozenset[str]:
    """Return the environments that the pipeline plans and applies."""
    jobs = yaml_text.load((root / ".github/workflows/terraform.yml").read_bytes())["jobs"]
    plan, apply = (jobs[name]["strategy"]["matrix"] for name in ("plan", "apply"))
    return frozenset(one["environment"] for one in plan["include"]) & set(apply["environment"])


def missing(root: Path) -> list[str]:
    """Return what a release target lacks."""
    bootstrap = (root / "terraform/bootstrap/variables.tf").read_text("utf-8")
    accounts = set(re.findall(r'"(\w+)"', bootstrap.partition("contains(")[2].partition("]")[0]))
    found = []
    for name in sorted(released_to(root)):
        found += [
            f"{name}: {what} ({path.format(name)})"
            for what, path in PLACES.items()
            if not (root / path.format(name)).is_file()
        ]
        if name not in accounts:
            found.append(f"{name}: no account that bootstrap knows (terraform/bootstrap)")
        if name not in applied(root):
            found.append(f"{name}: neither planned nor applied (.github/workflows/terraform.yml)")
    return found
