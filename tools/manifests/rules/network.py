"""Network policies: each declared edge is allowed, and no other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tools.manifests.documents import (
    Finding,
    name_of,
    namespace_of,
    pod_labels,
    selects,
    where,
)
from tools.manifests.edges import edges_of
from tools.manifests.names import FRONT_END, NAMESPACE, SERVICE_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tools.manifests.names import Manifest
    from tools.manifests.rules.case import Case

Allowed = tuple[str, str, int, str]
"""Direction, the other end, port, protocol."""


def default_deny(case: Case) -> Iterator[Finding]:
    """Each namespace with pods has a policy that selects all of them and allows nothing."""
    for namespace in sorted({namespace_of(one) for one in _workloads(case)}):
        if not any(
            one["spec"].get("podSelector") == {}
            and sorted(one["spec"].get("policyTypes") or ()) == ["Egress", "Ingress"]
            and not one["spec"].get("ingress")
            and not one["spec"].get("egress")
            for one in _policies(case, namespace)
        ):
            yield Finding("default-deny", namespace, "no policy denies everything first")


def edges(case: Case) -> Iterator[Finding]:
    """The policies allow a function what its imports need; the front end needs no way out."""
    policies = list(_policies(case, NAMESPACE))
    services = {name_of(one): one for one in case.documents.services}
    known = edges_of(case.environment)
    having = {one.name: [edge for edge in known if edge.belongs_to(one)] for one in case.functions}
    having[FRONT_END] = [edge for edge in known if edge.front_end]
    for name, own in having.items():
        service = services.get(name)
        if service is None:
            continue
        allowed = allowed_for(pod_labels(service), policies)
        declared = {
            item
            for edge in own
            for item in _items(
                "from" if edge.incoming else "to",
                [peer.manifest() for peer in edge.peers],
                [{"port": port, "protocol": protocol} for port, protocol in edge.ports],
            )
        }
        for direction, peer, port, protocol in sorted(declared - allowed):
            message = f"{direction} {peer} {port}/{protocol} is not allowed"
            yield Finding("edge-missing", where(service), message)
        for direction, peer, port, protocol in sorted(allowed - declared):
            message = f"{direction} {peer} {port}/{protocol} is allowed, nothing needs it"
            yield Finding("edge-undeclared", where(service), message)


def selectors(case: Case) -> Iterator[Finding]:
    """Every policy selects a pod, and every name in it is one of ours."""
    labels: dict[str, list[dict[str, str]]] = {}
    for one in _workloads(case):
        labels.setdefault(namespace_of(one), []).append(pod_labels(one))
    for policy in case.documents.of("NetworkPolicy"):
        chosen = policy["spec"].get("podSelector") or {}
        pods = labels.get(namespace_of(policy), [])
        if not any(selects(chosen, one) for one in pods):
            yield Finding("selects-nothing", where(policy), "its selector matches no pod")
        for expression in chosen.get("matchExpressions") or ():
            if expression["key"] == SERVICE_LABEL:
                for name in expression.get("values") or ():
                    if name not in case.service_names:
                        yield Finding("selects-nothing", where(policy), f"{name} is not a service")


def other_selectors(case: Case) -> Iterator[Finding]:
    """Every Kubernetes Service and every disruption budget selects a pod."""
    pods = [(namespace_of(one), pod_labels(one)) for one in _workloads(case)]
    services = [
        (one, {"matchLabels": one["spec"].get("selector") or {}})
        for one in case.documents.of("Service", "")
    ]
    budgets = [
        (one, one["spec"].get("selector") or {}) for one in case.documents.of("PodDisruptionBudget")
    ]
    for one, chosen in (*services, *budgets):
        if not any(namespace_of(one) == place and selects(chosen, pod) for place, pod in pods):
            yield Finding("selects-nothing", where(one), "its selector matches no pod")


def allowed_for(labels: dict[str, str], policies: Iterable[Manifest]) -> set[Allowed]:
    """Return everything that the policies selecting a pod allow it."""
    found: set[Allowed] = set()
    for policy in policies:
        if not selects(policy["spec"].get("podSelector") or {}, labels):
            continue
        for key, side in (("ingress", "from"), ("egress", "to")):
            for rule in policy["spec"].get(key) or ():
                found.update(_items(side, rule.get(side), rule.get("ports")))
    return found


def _items(side: str, peers: list[Any] | None, ports: list[Any] | None) -> Iterator[Allowed]:
    # No list of peers means everybody, no list of ports means every port.
    for peer in peers or ["anybody"]:
        for port in ports or [{"port": 0, "protocol": "any"}]:
            protocol = port.get("protocol", "TCP")
            yield side, json.dumps(peer, sort_keys=True), int(port.get("port", 0)), protocol


def _policies(case: Case, namespace: str) -> Iterator[Manifest]:
    for one in case.documents.of("NetworkPolicy"):
        if namespace_of(one) == namespace:
            yield one


def _workloads(case: Case) -> Iterator[Manifest]:
    yield from case.documents.services
    for kind in ("Job", "Deployment", "StatefulSet"):
        yield from case.documents.of(kind)
