"""checkov, a policy scanner, over all pods; Knative Services are shown to it as Deployments."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools import func_yaml
from tools.manifests.documents import Finding, api_group
from tools.manifests.knative import deployment
from tools.manifests.schemas import is_builtin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.manifests.documents import Documents
    from tools.manifests.names import Manifest

PROGRAM = Path(sys.executable).parent / "checkov"
# Checks that are skipped, and why. A check without a reason here must pass.
SKIPPED = {
    "CKV_K8S_11": "no CPU limit on purpose: a throttled import makes every cold start longer",
    "CKV_K8S_15": "images are named by digest, so pulling always would bring the same bytes",
    "CKV_K8S_35": "func.yaml and every library read secrets from the environment; the files that a "
    "mounted Secret makes would be readable by the same process",
    "CKV_K8S_29": "wants a security context at the pod, which Knative refuses without a flag: ours "
    "is at each container, and the rule `restricted` holds it there",
}
# On one machine only.
SKIPPED_IN_DEV = {
    "CKV_K8S_43": "functions run the image that was built and loaded a minute ago; our rule "
    "`image-by-tag` refuses tags in staging and production",
    "CKV_K8S_40": "PostgreSQL, MongoDB and Valkey images have users of their own below 10000",
}
# What the platform below the functions needs.
PLATFORM = "platform"
SKIPPED_ON_PLATFORM = {
    "CKV_K8S_38": "the restore drill makes databases and deletes them: it talks to the API, as an "
    "account that may do that and no more",
    "CKV_K8S_43": "other people's images are named by version: a digest can only be looked up in "
    "their registry, and admission by signature is for our own images",
}


class PolicyError(Exception):
    """checkov could not be run; the message says why."""


def reasons() -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Return the skipped checks with their reasons, by the place they apply to."""
    return (
        ("everywhere", SKIPPED),
        ("dev", SKIPPED_IN_DEV),
        (PLATFORM, SKIPPED_ON_PLATFORM),
    )


def pods(documents: Documents) -> list[Manifest]:
    """Return what checkov can read: Knative Services as Deployments, Kubernetes' own kinds."""
    return [
        deployment(one) if api_group(one) == "serving.knative.dev" else one
        for one in documents.items
        if is_builtin(one) or api_group(one) == "serving.knative.dev"
    ]


def check(documents: Documents) -> tuple[int, list[Finding]]:
    """Scan one environment; return how many checks passed and what failed. Raises PolicyError."""
    own = {"dev": SKIPPED_IN_DEV, PLATFORM: SKIPPED_ON_PLATFORM}
    skipped = {**SKIPPED, **own.get(documents.environment, {})}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{documents.environment}.yaml"
        path.write_bytes(b"---\n".join(func_yaml.dump(one) for one in pods(documents)))
        report = _run(path, skipped)
    passed = 0
    findings = []
    for part in report if isinstance(report, list) else [report]:
        passed += part.get("summary", part).get("passed", 0)
        findings += [
            Finding(one["check_id"], str(one["resource"]), str(one["check_name"]))
            for one in part.get("results", {}).get("failed_checks", ())
        ]
    if not passed:
        message = "checkov checked nothing"
        raise PolicyError(message)
    return passed, findings


def _run(path: Path, skipped: Mapping[str, str]) -> Any:
    command = [str(PROGRAM), "--file", str(path), "--framework", "kubernetes", "--output", "json"]
    command += ["--quiet", "--skip-download", "--soft-fail", "--skip-check", ",".join(skipped)]
    # Nothing is sent to or fetched from the outside.
    environment = os.environ | {"BC_SKIP_MAPPING": "TRUE", "LOG_LEVEL": "ERROR"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    start = min((i for i in (done.stdout.find("{"), done.stdout.find("[")) if i >= 0), default=-1)
    if done.returncode != 0 or start < 0:
        message = f"checkov failed: {done.stderr.strip()[-500:] or done.stdout.strip()[-500:]}"
        raise PolicyError(message)
    return json.loads(done.stdout[start:])
