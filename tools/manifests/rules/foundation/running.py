"""The platform's users and groups, how Knative starts a revision, whom NGINX trusts."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, where
from tools.manifests.foundation import dig
from tools.manifests.rules.runtime import HEADER, group_faults
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation

NETWORK = "terraform/modules/network/variables.tf"
RANGE = re.compile(r'variable "cidr" \{.*?default\s*=\s*"(?P<range>[0-9./]+)"', re.DOTALL)


def groups(on: Foundation) -> Iterator[Finding]:
    """A security context with a user also has a group, in our pods and in charts' values."""
    for one in on.documents.items:
        yield from group_faults(where(one), one)
    for name, values in on.charts.items():
        yield from group_faults(f"Chart/{name}", values)


def starts(on: Foundation) -> Iterator[Finding]:
    """Where releases are judged, Ready means that a pod ran (decision 0037)."""
    for one in on.of("KnativeServing"):
        config = dig(one, "spec/config/autoscaler") or {}
        initial, zero = config.get("initial-scale"), config.get("allow-zero-initial-scale")
        if (initial, zero) != (("1", "false") if on.is_real else ("0", "true")):
            why = "Ready would prove nothing" if on.is_real else "all functions would start at once"
            message = f"initial-scale {initial}, allow-zero-initial-scale {zero}: {why}"
            yield Finding("initial-scale", where(one), message)


def callers(on: Foundation) -> Iterator[Finding]:
    """The address is taken from CloudFront, inside the VPC; without CloudFront from nobody."""
    for one in on.of("NginxProxy"):
        rewrite = dig(one, "spec/rewriteClientIP")
        wanted = {
            "mode": "XForwardedFor",
            "setIPRecursively": False,
            "trustedAddresses": [{"type": "CIDR", "value": network()}],
        }
        if on.is_real and rewrite != wanted:
            message = f"rewriteClientIP has to be {wanted}: else {HEADER} is the load balancer's"
            yield Finding("client-address", where(one), message)
        if not on.is_real and rewrite:
            message = "rewriteClientIP believes callers: nothing is in front of this gateway"
            yield Finding("client-address", where(one), message)


@cache
def network() -> str:
    """Read the range of the VPC where Terraform has it: from there CloudFront comes in."""
    match = RANGE.search((ROOT / NETWORK).read_text("utf-8"))
    return match["range"] if match else f"(not in {NETWORK})"
