"""What pods run as, when they start, and whom they believe about the caller's address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, containers, name_of, template, walk, where
from tools.manifests.rules.scaling import AUTOSCALING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tools.manifests.documents import Documents
    from tools.manifests.names import Manifest
    from tools.manifests.rules.case import Case

LIBRARY = "lms_limits"
"""Whoever has it in its closure may ask for the caller's address."""
VARIABLE = "LMS_CLIENT_ADDRESS_HEADER"
HEADER = "X-Real-IP"
"""NGINX Gateway Fabric writes it over whatever came; nothing behind it touches it."""
INITIAL = f"{AUTOSCALING}initial-scale"
RANGE = re.compile(r'variable "cidr" \{.*?default\s*=\s*"(?P<range>[0-9./]+)"', re.DOTALL)


def groups(case: Case) -> Iterator[Finding]:
    """Who names a user names a group: without one it is 0, which owns much of an image."""
    yield from groups_of(case.documents)


def group_faults(place: str, document: Manifest) -> Iterator[Finding]:
    """Look through a document, or the values of a chart, for security contexts."""
    for path, context in walk(document):
        if not isinstance(context, dict):
            continue
        if "runAsUser" in context and not context.get("runAsGroup"):
            message = f"{path} names a user and runs as group {context.get('runAsGroup', 0)}"
            yield Finding("group", place, message)
        elif context.get("runAsGroup") == 0:
            yield Finding("group", place, f"{path} runs as group 0")
        if context.get("fsGroup") == 0 or 0 in (context.get("supplementalGroups") or ()):
            yield Finding("group", place, f"{path} adds group 0")


def initial_scale(case: Case) -> Iterator[Finding]:
    """Each Service says how it starts; where releases are judged, a pod has to run for Ready."""
    for service in case.documents.services:
        place = where(service)
        said = (template(service).get("metadata") or {}).get("annotations") or {}
        value = str(said.get(INITIAL, ""))
        if not value.isdecimal():
            yield Finding("initial-scale", place, f"say {INITIAL}: the cluster's own may be 0")
        elif case.is_real and int(value) < 1:
            message = "with an initial scale of 0 it is Ready whatever its image does"
            yield Finding("initial-scale", place, message)


def client_address(case: Case) -> Iterator[Finding]:
    """Whoever counts by address reads it where our gateway writes it; no route writes there."""
    by_name = {name_of(one): one for one in case.documents.services}
    for function in case.functions:
        if LIBRARY not in function.libraries or function.name not in by_name:
            continue
        service = by_name[function.name]
        said = [
            env.get("value")
            for container in containers(service)
            for env in container.get("env") or ()
            if env["name"] == VARIABLE
        ]
        if said != [HEADER]:
            message = f"{VARIABLE} is {said or 'not set'}: all callers would be one"
            yield Finding("client-address", where(service), message)
    for route in case.documents.of("HTTPRoute"):
        for path, value in walk(route["spec"]):
            if "HeaderModifier" in path and str(value).lower() == HEADER.lower():
                message = f"{path} changes {HEADER}, which is the gateway's alone"
                yield Finding("client-address", where(route), message)


def below(environment: str, documents: Documents, network: str) -> list[Finding]:
    """Look at what functions stand on: Knative and the gateway, as the environment has them.

    `network` is the range of the VPC, from which CloudFront reaches the gateway.
    """
    real = environment != "dev"
    found: list[Finding] = []
    for one in documents.of("KnativeServing"):
        found += _serving(one, real=real)
    for one in documents.of("NginxProxy"):
        found += _proxy(one, network if real else "")
    return sorted(found)


def groups_of(documents: Documents) -> list[Finding]:
    """Look for group 0 in everything beside the environments."""
    return sorted(
        finding for one in documents.items for finding in group_faults(where(one), one)
    )


def _serving(serving: Manifest, *, real: bool) -> Iterator[Finding]:
    config = (serving["spec"].get("config") or {}).get("autoscaler") or {}
    initial, zero = config.get("initial-scale"), config.get("allow-zero-initial-scale")
    wanted = ("1", "false") if real else ("0", "true")
    if (initial, zero) != wanted:
        why = "Ready would prove nothing" if real else "all functions would start at once"
        message = f"initial-scale {initial}, allow-zero-initial-scale {zero}: {why}"
        yield Finding("initial-scale", where(serving), message)


def _proxy(proxy: Manifest, network: str) -> Iterator[Finding]:
    """CloudFront's word is taken from the VPC, its last one; without CloudFront nobody's is."""
    rewrite = proxy["spec"].get("rewriteClientIP")
    wanted = {
        "mode": "XForwardedFor",
        "setIPRecursively": False,
        "trustedAddresses": [{"type": "CIDR", "value": network}],
    }
    if network and rewrite != wanted:
        message = f"rewriteClientIP has to be {wanted}: else {HEADER} is the load balancer's"
        yield Finding("client-address", where(proxy), message)
    if not network and rewrite:
        message = "rewriteClientIP believes callers: nothing stands in front of this gateway"
        yield Finding("client-address", where(proxy), message)


def network_of(root: Path) -> str:
    """Read the range of the VPC where Terraform has it."""
    text = (root / "terraform/modules/network/variables.tf").read_text()
    match = RANGE.search(text)
    return match["range"] if match else "(not in terraform/modules/network)"


def charts(root: Path, values: Iterable[tuple[Path, Manifest]]) -> list[Finding]:
    """Look at the values of charts: their pods are nowhere else to be seen."""
    return sorted(
        finding
        for path, document in values
        for finding in group_faults(str(path.relative_to(root)), document)
    )
