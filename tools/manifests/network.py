"""NetworkPolicies: nothing is allowed except the edges of the real data flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.edges import EDGES, Edge
from tools.manifests.names import FRONT_END, NAMESPACE, PART_OF, SERVICE_LABEL, WAVE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.manifests.names import Manifest
    from tools.manifests.plan import Function

DENY = "default-deny"


def network_policies(functions: Iterable[Function]) -> dict[str, Manifest]:
    """Make the policies by name: deny all, and one for each edge, with the functions on it."""
    functions = tuple(functions)
    made = {DENY: _policy(DENY, "no connection that no other policy allows", {}, {})}
    made[DENY]["spec"]["policyTypes"] = ["Egress", "Ingress"]
    for edge in EDGES:
        having = [one.name for one in functions if edge.belongs_to(one)]
        if having:
            made[edge.name] = _edge(edge, having)
    return made


def _edge(edge: Edge, services: list[str]) -> Manifest:
    # All functions share the label, so a new one needs no new line here.
    chosen: list[Manifest] = [{"key": SERVICE_LABEL, "operator": "Exists"}]
    if edge.library:
        chosen = [{"key": SERVICE_LABEL, "operator": "In", "values": services}]
    elif not edge.front_end:
        chosen.append({"key": SERVICE_LABEL, "operator": "NotIn", "values": [FRONT_END]})
    rule: Manifest = {
        "ports": [{"port": port, "protocol": protocol} for port, protocol in edge.ports],
        "from" if edge.incoming else "to": [peer.manifest() for peer in edge.peers],
    }
    policy = _policy(edge.name, edge.why, {"matchExpressions": chosen}, rule)
    direction = "Ingress" if edge.incoming else "Egress"
    policy["spec"]["policyTypes"] = [direction]
    return policy


def _policy(name: str, why: str, pods: Manifest, rule: Manifest) -> Manifest:
    spec: Manifest = {"podSelector": pods}
    if rule:
        spec["ingress" if "from" in rule else "egress"] = [rule]
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {
            "name": name,
            "namespace": NAMESPACE,
            "labels": {"app.kubernetes.io/part-of": PART_OF},
            "annotations": {"learning.org/why": why, WAVE: "-3"},
        },
        "spec": spec,
    }
