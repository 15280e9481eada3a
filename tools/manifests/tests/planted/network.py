"""Faults in the network policies: more than is needed, or less."""

from __future__ import annotations

from typing import Any

from tools.manifests.tests.planted.places import Faults, policy, without

ANYBODY: dict[str, Any] = {"namespaceSelector": {}}

FAULTS: Faults = {
    "no default deny": ("default-deny", lambda d: without(d, "NetworkPolicy", "default-deny")),
    "a policy that allows more": (
        "edge-undeclared",
        lambda d: policy(d, "to-postgres")["egress"][0]["to"].append(ANYBODY),
    ),
    "a policy that allows every port": (
        "edge-undeclared",
        lambda d: policy(d, "to-redis")["egress"][0].pop("ports"),
    ),
    "a store for a function that does not import it": (
        "edge-undeclared",
        lambda d: policy(d, "to-mongodb")["podSelector"]["matchExpressions"][0]["values"].append(
            "log-in"
        ),
    ),
    "a function that cannot reach its store": (
        "edge-missing",
        lambda d: policy(d, "to-postgres")["podSelector"]["matchExpressions"][0]["values"].remove(
            "log-in"
        ),
    ),
    "a policy that selects nobody": (
        "selects-nothing",
        lambda d: policy(d, "to-mail").update(podSelector={"matchLabels": {"app": "send-email"}}),
    ),
}
