"""Who reaches what across the platform, and no plaintext without a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local import yaml_text
from tools.manifests import transit
from tools.manifests.documents import Finding, load, load_folder, name_of, namespace_of, where
from tools.manifests.names import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.names import Manifest
    from tools.manifests.rules.case import Case

EVENTING = "knative-eventing"
PUBLISHERS = {"learning.org/events": "true"}
# Who accepts events from others: by these labels, which the operator sets.
DOORS = (
    {"app": "kafka-broker-receiver"},
    {"app": "kafka-sink-receiver"},
    {"eventing.knative.dev/brokerRole": "ingress"},
)
# Namespaces without a default deny, and why.
OPEN = {
    "kube-system": "DNS, the network itself and the node agents: EKS makes and changes these pods, "
    "and a policy that forgets one of them stops every node",
}


def _policies(case: Case) -> list[Manifest]:
    ours = load_folder(case.root / "manifests" / "base" / "network")
    return [one for one in (*case.platform, *ours) if one["kind"] == "NetworkPolicy"]


def deny(case: Case) -> Iterator[Finding]:
    """Each namespace of the platform refuses every connection that is not named."""
    if case.environment != "prod":
        return
    policies = _policies(case)
    used = {name_of(one) for one in case.platform if one["kind"] == "Namespace"}
    used |= {
        str(one["spec"]["destination"]["namespace"])
        for one in load_folder(case.root / "argocd" / "platform")
        if one["kind"] == "Application" and "destination" in one["spec"]
    }
    used |= {namespace_of(one) for one in case.platform if namespace_of(one)}
    for namespace in sorted(used - OPEN.keys()):
        whole = [
            one["spec"]
            for one in policies
            if namespace_of(one) == namespace
            and one["spec"].get("podSelector") == {}
            and not one["spec"].get("ingress")
        ]
        if not any("Ingress" in (one.get("policyTypes") or ()) for one in whole):
            message = "no policy denies what no other one allows"
            yield Finding("open-namespace", namespace, message)
    for policy in policies:
        for rule in policy["spec"].get("ingress") or ():
            if _anybody(rule.get("from")):
                yield Finding("open-to-all", where(policy), "admits any client")


def _anybody(peers: list[Manifest] | None) -> bool:
    if not peers:
        return True
    return any(
        one.get("namespaceSelector") == {} or (one.get("ipBlock") or {}).get("cidr") == "0.0.0.0/0"
        for one in peers
    )


def doors(case: Case) -> Iterator[Finding]:
    """Only functions that publish, and eventing itself, can reach a broker's ingress."""
    if case.environment != "prod":
        return
    for labels in DOORS:
        found = [
            one
            for one in _policies(case)
            if namespace_of(one) == EVENTING
            and (one["spec"].get("podSelector") or {}).get("matchLabels") == labels
        ]
        if not found:
            message = f"no policy says who reaches {labels}"
            yield Finding("open-broker", EVENTING, message)
        for policy in found:
            for rule in policy["spec"].get("ingress") or ():
                peers: list[Manifest] = rule.get("from") or [{}]
                if not all(_may_publish(peer) for peer in peers):
                    yield Finding("open-broker", where(policy), "admits pods that publish nothing")


def _may_publish(peer: Manifest) -> bool:
    labels = (peer.get("podSelector") or {}).get("matchLabels")
    if "namespaceSelector" not in peer:
        return bool(labels)
    chosen = peer["namespaceSelector"].get("matchLabels")
    return chosen == {"kubernetes.io/metadata.name": NAMESPACE} and labels == PUBLISHERS


def encrypted(case: Case) -> Iterator[Finding]:
    """Each connection is provably encrypted, or has a written reason."""
    if case.environment != "prod" or not (case.root / transit.ENTRIES).is_file():
        return
    _, entries = transit.entries(case.root)
    patches = tuple(_patches(case))
    used = set()
    for one in transit.connections(case.root):
        entry = next((entry for entry in entries if entry.fits(one)), None)
        if entry is None:
            message = f"{one.source} to {one.target} {one.port}: encrypted by what, or why not?"
            yield Finding("unencrypted", one.where, message)
        else:
            used.add(id(entry))
    for entry in entries:
        place = f"{entry.source} to {', '.join(entry.targets)}"
        if id(entry) not in used:
            yield Finding("no-such-connection", transit.ENTRIES, place)
        if bool(entry.by) == bool(entry.plain):
            yield Finding("unencrypted", place, "say what encrypts it, or why nothing needs to")
        for fault in transit.unproven(case.root, entry):
            yield Finding("unencrypted", place, fault)
        for patch in patches:
            for fault in _patched(*patch, entry):
                yield Finding("unencrypted", place, fault)


def _patches(case: Case) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Return the patches of real environments, each with its file and its operations."""
    for environment in ("staging", "prod"):
        for path in sorted((case.root / "manifests").rglob(f"overlays/{environment}/*.y*ml")):
            for document in load(path.read_bytes()):
                for value in document.get("patches") or ():
                    if {"target", "patch"} <= value.keys():
                        name = path.relative_to(case.root).as_posix()
                        yield name, value["target"], yaml_text.load(str(value["patch"]))


def _patched(
    name: str, target: dict[str, Any], operations: Any, entry: transit.Entry
) -> Iterator[str]:
    for proof in entry.proof:
        kind = str(proof.get("in", "")).partition("/")[0]
        if not kind or target.get("kind") != kind or not isinstance(operations, list):
            continue
        read = "/" + str(proof["at"]).replace("[", ".").replace("]", "").replace(".", "/")
        for one in operations:
            if f"{read}/".startswith(f"{one.get('path')}/"):
                yield f"{name} patches {proof['at']}"


def nobody_plain(case: Case) -> Iterator[Finding]:
    """The component without encryption is only for one machine."""
    if not case.is_real:
        return
    path = case.root / "manifests" / "overlays" / case.environment / "kustomization.yaml"
    if path.is_file() and "components/plain" in path.read_text():
        yield Finding("plain", case.environment, "sends passwords and names in the clear")
    for service in case.documents.services:
        labels = service["metadata"].get("labels") or {}
        if labels.get("learning.org/internal-ca") == "true" and "LMS_CA_FILE" not in str(service):
            yield Finding("plain", where(service), "does not know the cluster's authority")
