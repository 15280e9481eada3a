"""Knative as its operator installs it: one version, running twice, with strict defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, where
from tools.manifests.foundation import dig
from tools.manifests.promises import (
    REPLICAS,
)
from tools.manifests.rules.foundation.musts import (
    Must,
    at_least,
    at_most,
    given,
    held,
    is_,
    lasts,
    matches,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation
    from tools.manifests.names import Manifest


def versions(on: Foundation) -> Iterator[Finding]:
    """Both halves of Knative are there and, with what is added to them, of one version."""
    parts = _halves(on)
    if {one["kind"] for one in parts} != {"KnativeServing", "KnativeEventing"}:
        yield Finding("knative", "knative-serving", "one half of Knative is missing")
    found = {str(dig(one, "spec/version")) for one in parts}
    for one in parts:
        yield from held("knative", where(one), one, _EITHER)
        version = str(dig(one, "spec/version"))
        for each in dig(one, "spec/additionalManifests") or ():
            if f"/knative-v{version}/" not in str(each.get("URL")):
                yield Finding("knative", where(one), f"{each.get('URL')} is not of {version}")
        if len(found) > 1:
            yield Finding("knative", where(one), f"two versions: {sorted(found)}")


def copies(on: Foundation) -> Iterator[Finding]:
    """Knative survives losing a node: everything a request passes through runs twice."""
    for one in _halves(on):
        yield from held("knative-copies", where(one), one, _COPIES)
    for one in on.of("KnativeServing"):
        if not dig(one, "spec/podDisruptionBudgets"):
            yield Finding("knative-copies", where(one), "a drain may take every activator")
        for budget in dig(one, "spec/podDisruptionBudgets") or ():
            if not at_least(1)(budget.get("minAvailable")):
                message = f"{budget.get('name')} protects nothing"
                yield Finding("knative-copies", where(one), message)


def settings(on: Foundation) -> Iterator[Finding]:
    """Features that functions rely on are on, and those a visitor could misuse are off."""
    for one in on.of("KnativeServing"):
        yield from held("knative", where(one), one, _SERVING)
    for one in on.of("KnativeEventing"):
        yield from held("knative", where(one), one, _EVENTING)
        if dig(one, "spec/defaultBrokerClass") != "Kafka":
            yield Finding("broker-default", where(one), "events are lost with the broker's pod")


def _halves(on: Foundation) -> list[Manifest]:
    return [*on.of("KnativeServing"), *on.of("KnativeEventing")]


_CONFIG = "spec/config"
_EITHER = (
    Must("spec/version", matches(r"\d+\.\d+\.\d+"), "the operator would choose one"),
    Must(f"{_CONFIG}/observability/metrics-protocol", is_("prometheus"), "nothing is measured"),
)
_COPIES = (Must("spec/high-availability/replicas", at_least(REPLICAS.value), REPLICAS.words),)
_SERVING = (
    Must("spec/ingress/kourier/enabled", is_(True), "no request would reach a function"),
    Must(
        f"{_CONFIG}/network/ingress-class",
        is_("kourier.ingress.networking.knative.dev"),
        "no request would reach a function",
    ),
    Must(
        f"{_CONFIG}/network/autocreate-cluster-domain-claims",
        is_("false"),
        "anybody could claim a host name",
    ),
    Must(
        f"{_CONFIG}/features/secure-pod-defaults",
        one_of("enabled", "AllowRootBounded"),
        "what a manifest leaves out stays open",
    ),
    Must(
        f"{_CONFIG}/features/tag-header-based-routing",
        one_of(None, "disabled"),
        "a visitor could choose a revision",
    ),
    Must(
        f"{_CONFIG}/autoscaler/enable-scale-to-zero",
        is_("true"),
        "sixty functions would run for nobody",
    ),
    Must(f"{_CONFIG}/autoscaler/scale-to-zero-grace-period", lasts(10, 120), "a minute is enough"),
    Must(f"{_CONFIG}/autoscaler/max-scale", at_most(20), "one function could take all connections"),
    Must(
        f"{_CONFIG}/autoscaler/max-scale-limit", at_most(100), "one function could take every node"
    ),
    Must(
        f"{_CONFIG}/deployment/progress-deadline", lasts(300, 1200), "a node takes minutes to come"
    ),
    Must(f"{_CONFIG}/deployment/queue-sidecar-memory-limit", given, "a proxy could take a node"),
    Must(
        f"{_CONFIG}/defaults/revision-timeout-seconds", at_most(60), "a request hangs for minutes"
    ),
    Must(
        f"{_CONFIG}/defaults/max-revision-timeout-seconds",
        at_most(600),
        "a request hangs for hours",
    ),
    Must(
        f"{_CONFIG}/defaults/enable-service-links", is_("false"), "a thousand variables in each pod"
    ),
    Must(
        f"{_CONFIG}/gc/min-non-active-revisions",
        at_least(2),
        "there would be nothing to roll back to",
    ),
    Must(
        f"{_CONFIG}/gc/retain-since-create-time",
        lasts(7 * 86_400),
        "there would be nothing to roll back to",
    ),
    Must(
        f"{_CONFIG}/gc/retain-since-last-active-time",
        lasts(7 * 86_400),
        "there would be nothing to roll back to",
    ),
)
_EVENTING = (
    Must("spec/sinkBindingSelectionMode", is_("inclusion"), "every pod would be changed"),
    Must(
        f"{_CONFIG}/features/delivery-timeout",
        is_("enabled"),
        "a trigger's time-out would be ignored",
    ),
    Must(f"{_CONFIG}/features/new-trigger-filters", is_("enabled"), "filters would be ignored"),
    Must(
        f"{_CONFIG}/features/eventtype-auto-create", is_("disabled"), "types that nobody declared"
    ),
)
