"""Nodes: patched, encrypted, limited in number, and with their own identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, where
from tools.manifests.foundation import dig
from tools.manifests.promises import (
    NODE_AGE,
)
from tools.manifests.rules.foundation.musts import (
    Must,
    at_most,
    given,
    held,
    is_,
    lasts,
    matches,
    number,
    off,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation


THIRD = 34
"""Percent of the nodes that may go at once."""
KEYS = {
    "kubernetes.io/arch",
    "karpenter.sh/capacity-type",
    "karpenter.k8s.aws/instance-category",
    "karpenter.k8s.aws/instance-generation",
}
"""What a node must be chosen by: an image of one architecture starts on no other."""
_ALIAS = matches(r"\w+@v\d[\w.]*")


def pools(on: Foundation) -> Iterator[Finding]:
    """Nodes are limited in number and age, and are replaced a few at a time."""
    found = list(on.of("NodePool"))
    if on.is_real and not found:
        yield Finding("nodes", "karpenter", "no node would ever be made")
    for one in found:
        yield from held("nodes", where(one), one, _POOL)
        name = dig(one, "spec/template/spec/nodeClassRef/name")
        if on.find("EC2NodeClass", name) is None:
            yield Finding("nodes", where(one), f"there is no EC2NodeClass {name}")
        for budget in dig(one, "spec/disruption/budgets") or [{"nodes": "100%"}]:
            percent = number(str(budget.get("nodes")).removesuffix("%"))
            if percent is None or not 0 < percent <= THIRD:
                yield Finding("nodes", where(one), f"{budget.get('nodes')} of the nodes at once")
        required = {each.get("key") for each in dig(one, "spec/template/spec/requirements") or ()}
        for key in sorted(KEYS - required):
            yield Finding("nodes", where(one), f"nothing is said about {key}")
        for each in dig(one, "spec/template/spec/requirements") or ():
            capacity = each.get("key") == "karpenter.sh/capacity-type"
            if capacity and each.get("values") != ["on-demand"]:
                message = "AWS may take them with two minutes' notice"
                yield Finding("spot-nodes", where(one), message)


def classes(on: Foundation) -> Iterator[Finding]:
    """A node runs one version of a system, on encrypted disks, in its environment's network."""
    cluster = f"learning-{on.environment}"
    for one in on.of("EC2NodeClass"):
        yield from held("nodes", where(one), one, _CLASS)
        for disk in dig(one, "spec/blockDeviceMappings") or [{}]:
            yield from held("nodes", where(one), disk, _DISK)
        for term in dig(one, "spec/amiSelectorTerms") or [{}]:
            if not _ALIAS(term.get("alias")):
                yield Finding("nodes", where(one), f"{term} is not one version of a system")
        for key in ("subnetSelectorTerms", "securityGroupSelectorTerms"):
            for term in dig(one, f"spec/{key}") or [{}]:
                if (term.get("tags") or {}).get("karpenter.sh/discovery") != cluster:
                    yield Finding("nodes", where(one), f"{key} leads out of {cluster}")
        if not str(dig(one, "spec/instanceProfile")).startswith(f"{cluster}-"):
            yield Finding("nodes", where(one), "has another environment's identity")


_DISK = (
    Must("ebs/encrypted", is_(True), "anyone who gets the disk can read it"),
    Must("ebs/deleteOnTermination", is_(True), "disks stay when their node goes"),
)
_POOL = (
    Must("spec/limits/cpu", at_most(256), "a mistake could rent a data centre"),
    Must("spec/limits/memory", given, "a mistake could rent a data centre"),
    Must("spec/template/spec/expireAfter", lasts(86_400, NODE_AGE.value), NODE_AGE.words),
    Must("spec/disruption/consolidateAfter", lasts(60, 3600), "empty nodes would stay"),
    Must(
        "spec/disruption/consolidationPolicy",
        is_("WhenEmptyOrUnderutilized"),
        "nodes would never go",
    ),
)
_CLASS = (
    Must(
        "spec/metadataOptions/httpTokens",
        is_("required"),
        "a request that is sent on would get the node's identity",
    ),
    Must(
        "spec/metadataOptions/httpPutResponseHopLimit",
        is_(1),
        "a pod would get the node's identity",
    ),
    Must("spec/associatePublicIPAddress", off, "a node would have an address outside"),
)
