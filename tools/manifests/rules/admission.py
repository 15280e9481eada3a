"""Admission policies: what they forbid is refused, even when they are unavailable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.rules.case import Case


def enforced(case: Case) -> Iterator[Finding]:
    """Every rule of every policy refuses; when a policy is unavailable, nothing starts."""
    for one in case.documents.of("ClusterPolicy", "kyverno.io"):
        spec = one["spec"]
        if spec.get("failurePolicy") != "Fail":
            message = "lets everything in while it is down"
            yield Finding("policy-away", where(one), message)
        for rule in spec.get("rules") or ():
            name = rule.get("name")
            for each in (rule.get("validate"), *(rule.get("verifyImages") or ())):
                if each is not None and each.get("failureAction") != "Enforce":
                    message = f"{name} only reports"
                    yield Finding("policy-audit", where(one), message)
            if rule.get("exclude") or rule.get("preconditions"):
                yield Finding("policy-audit", where(one), f"{name} makes exceptions")
