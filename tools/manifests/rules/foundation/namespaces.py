"""Namespaces: each has a Pod Security level, a reason, and a policy that denies the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.manifests.documents import Finding, name_of, namespace_of, where
from tools.manifests.foundation import dig
from tools.manifests.names import GATEWAY, KOURIER_NAMESPACE, NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation
    from tools.manifests.names import Manifest

# What leads to functions without checking who calls.
WAYS = ("3scale-kourier-gateway", "net-kourier-controller", "activator")
LEVEL = "pod-security.kubernetes.io/enforce"
# Kubernetes' own; its level is up to EKS.
FOREIGN = {"kube-system"}
# Where stores are, outgoing traffic is denied too: a database sends nothing by itself.
STORES = {"data", "restore-drill"}
EVERYWHERE = {"0.0.0.0/0", "::/0"}
WEB = {80, 443}
# Where webhooks listen. The API server that calls them has no pod that could be named.
WEBHOOKS = {8443, 9443, 10250}


def security(on: Foundation) -> Iterator[Finding]:
    """Each namespace enforces the restricted profile of one version; deleting keeps it."""
    known = {name_of(one) for one in on.of("Namespace")} | FOREIGN | {NAMESPACE}
    for one in on.of("Namespace"):
        labels = dig(one, "metadata/labels") or {}
        annotations = dig(one, "metadata/annotations") or {}
        if labels.get(LEVEL) != "restricted":
            yield Finding("pod-security", where(one), f"enforces {labels.get(LEVEL)}")
        if labels.get(LEVEL) not in {"restricted", "baseline"}:
            yield Finding("pod-security-none", where(one), "privileged pods may run")
        if not str(labels.get(f"{LEVEL}-version")).startswith("v1."):
            yield Finding("pod-security-version", where(one), "the level changes with the cluster")
        if labels.get("pod-security.kubernetes.io/warn") != "restricted":
            yield Finding("pod-security-version", where(one), "nobody is warned")
        if annotations.get("argocd.argoproj.io/sync-options") != "Prune=false,Delete=false":
            yield Finding(
                "namespace-kept", where(one), "a mistake in Git would delete what is in it"
            )
        if not annotations.get("learning.org/why"):
            yield Finding("namespace-kept", where(one), "nobody knows what it is for")
    for one in on.documents.items:
        place = (
            dig(one, "spec/destination/namespace")
            if one["kind"] == "Application"
            else namespace_of(one)
        )
        if place and place not in known:
            yield Finding("namespace-missing", where(one), f"nothing makes {place}")


def default_deny(on: Foundation) -> Iterator[Finding]:
    """In each namespace a pod without a policy cannot be reached."""
    for one in on.of("Namespace"):
        policies = [each for each in on.of("NetworkPolicy") if namespace_of(each) == name_of(one)]
        everyone = [each for each in policies if dig(each, "spec/podSelector") == {}]
        if not any(
            "Ingress" in (dig(each, "spec/policyTypes") or ())
            and not _open(dig(each, "spec/ingress"))
            for each in everyone
        ):
            yield Finding("deny-ingress", where(one), "its pods are reached by everybody")
        if (
            on.is_real
            and name_of(one) in STORES
            and not any("Egress" in (dig(each, "spec/policyTypes") or ()) for each in everyone)
        ):
            yield Finding("deny-egress", where(one), "its pods reach everybody")


def _open(rules: Any) -> bool:
    # A rule for pods of the same namespace denies all others too.
    return any(not named(peer) for rule in rules or () for peer in rule.get("from") or [{}])


def policies(on: Foundation) -> Iterator[Finding]:
    """A policy names who and which port, and says why."""
    for one in on.of("NetworkPolicy"):
        types = set(dig(one, "spec/policyTypes") or ())
        if not types or (dig(one, "spec/egress") is not None and "Egress" not in types):
            yield Finding("policy-types", where(one), "what it says about one direction is ignored")
        if not dig(one, "metadata/annotations/learning.org~1why"):
            yield Finding("policy-why", where(one), "nobody knows what it is for")
        for message in {*_wide_in(one), *_wide_out(one)}:
            yield Finding("policy-open", where(one), message)


def _wide_in(policy: Manifest) -> Iterator[str]:
    for rule in dig(policy, "spec/ingress") or ():
        ports = {each.get("port") for each in rule.get("ports") or ()}
        if "from" not in rule and dig(policy, "spec/podSelector") and ports and ports <= WEBHOOKS:
            continue
        for peer in rule.get("from") or [{}]:
            if not named(peer):
                yield "lets everybody in"
            if "podSelector" not in peer and not ports:
                yield "lets a whole namespace in at any port"


def _wide_out(policy: Manifest) -> Iterator[str]:
    for rule in dig(policy, "spec/egress") or ():
        ports = {each.get("port") for each in rule.get("ports") or ()}
        for peer in rule.get("to") or [{}]:
            wide = not named(peer) or dig(peer, "ipBlock/cidr") in EVERYWHERE
            if wide and not (ports and ports <= WEB):
                yield "lets out to everywhere"


def named(peer: Any) -> bool:
    """Tell whether a peer of a policy is specific and not everybody."""
    if "ipBlock" in peer:
        return dig(peer, "ipBlock/cidr") not in EVERYWHERE
    # No namespace means this one; an empty selector means all of them.
    if "namespaceSelector" in peer:
        return _chooses(peer["namespaceSelector"])
    return "podSelector" in peer


def _chooses(selector: Any) -> bool:
    return bool(dig(selector, "matchLabels") or dig(selector, "matchExpressions"))


def granted(on: Foundation) -> Iterator[Finding]:
    """What another namespace may reach is chosen by labels: a policy for all pods opens all."""
    for one in on.of("NetworkPolicy"):
        others = any(
            "podSelector" not in peer or "namespaceSelector" in peer
            for rule in dig(one, "spec/ingress") or ()
            for peer in rule.get("from") or [{}]
        )
        if others and not _chooses(dig(one, "spec/podSelector")):
            yield Finding("policy-wide", where(one), "opens every pod of its namespace")


def ways_to_functions(on: Foundation) -> Iterator[Finding]:
    """A pod that reaches Kourier or an activator reaches every function: each has a policy."""
    for label in WAYS:
        chosen = [
            one
            for one in on.of("NetworkPolicy")
            if namespace_of(one) == KOURIER_NAMESPACE
            and dig(one, "spec/podSelector/matchLabels/app") == label
            and "Ingress" in (dig(one, "spec/policyTypes") or ())
        ]
        if not chosen:
            message = f"{label} is reached by everybody, and so is every function"
            yield Finding("way-open", KOURIER_NAMESPACE, message)
        for one in chosen:
            for rule in dig(one, "spec/ingress") or ():
                for peer in rule.get("from") or ():
                    inside = "namespaceSelector" not in peer
                    if inside and not _chooses(peer.get("podSelector")) and label == "activator":
                        yield Finding("way-open", where(one), "every pod of Knative reaches it")
                    gateway = GATEWAY["namespace"] in str(peer.get("namespaceSelector"))
                    if gateway and not _chooses(peer.get("podSelector")):
                        yield Finding("way-open", where(one), "more than the gateway reaches it")


def stores_reached(on: Foundation) -> Iterator[Finding]:
    """A store lets in functions by the label that says they need it, not a whole namespace."""
    for one in on.of("NetworkPolicy"):
        if namespace_of(one) not in STORES:
            continue
        for rule in dig(one, "spec/ingress") or ():
            for peer in rule.get("from") or ():
                labels = (peer.get("namespaceSelector") or {}).get("matchLabels") or {}
                place = labels.get("kubernetes.io/metadata.name")
                if place == NAMESPACE and not dig(peer, "podSelector/matchLabels"):
                    yield Finding("store-open", where(one), "every function would reach it")
