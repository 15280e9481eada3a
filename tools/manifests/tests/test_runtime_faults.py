"""Planted faults in what pods run as, when they start, and whom they believe about an address."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from tools.manifests.build import OVERLAYS
from tools.manifests.documents import Documents, Finding, by_rule, containers, name_of
from tools.manifests.foundation import Foundation
from tools.manifests.knative import deployment
from tools.manifests.rules import Case, lint, runtime
from tools.manifests.rules.foundation import lint as foundation_lint, running
from tools.manifests.tests.caught import is_caught, is_caught_below

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Documents], Any]


def one(documents: Documents, kind: str, name: str) -> dict[str, Any]:
    """Return one document."""
    return next(found for found in documents.of(kind) if name_of(found) == name)


def container(documents: Documents, name: str = "log-in") -> dict[str, Any]:
    """Return the container of a Knative Service."""
    (service,) = (found for found in documents.services if name_of(found) == name)
    return containers(service)[0]


def context(documents: Documents, name: str = "log-in") -> dict[str, Any]:
    """Return the security context of a Knative Service's container."""
    found: dict[str, Any] = container(documents, name)["securityContext"]
    return found


def pod(documents: Documents, kind: str, name: str) -> dict[str, Any]:
    """Return the pod of a workload."""
    found: dict[str, Any] = one(documents, kind, name)["spec"]["template"]["spec"]
    return found


def scaling(documents: Documents) -> dict[str, Any]:
    """Return the autoscaler's annotations of a Knative Service."""
    (service,) = (found for found in documents.services if name_of(found) == "log-in")
    found: dict[str, Any] = service["spec"]["template"]["metadata"]["annotations"]
    return found


def header(documents: Documents) -> dict[str, Any]:
    """Return the variable that names the header of the caller's address."""
    return next(env for env in container(documents)["env"] if env["name"] == runtime.VARIABLE)


def modify(documents: Documents, name: str) -> None:
    """Let a route write a header."""
    change = {"set": [{"name": name, "value": "203.0.113.7"}]}
    rules = one(documents, "HTTPRoute", "auth")["spec"]["rules"]
    rules[0].setdefault("filters", []).append(
        {"type": "RequestHeaderModifier", "requestHeaderModifier": change}
    )


FAULTS: dict[str, tuple[str, Change]] = {
    "a user without a group": ("group", lambda d: context(d).pop("runAsGroup")),
    "the group of root": ("group", lambda d: context(d).update(runAsGroup=0)),
    "the files' group of root": (
        "group",
        lambda d: pod(d, "Job", "migrate").update(securityContext={"fsGroup": 0}),
    ),
    "root among the supplemental groups": (
        "group",
        lambda d: pod(d, "Job", "migrate").update(securityContext={"supplementalGroups": [7, 0]}),
    ),
    "a migration without a group": (
        "group",
        lambda d: pod(d, "Job", "migrate")["containers"][0]["securityContext"].pop("runAsGroup"),
    ),
    "a start at zero": ("initial-scale", lambda d: scaling(d).update({runtime.INITIAL: "0"})),
    "a start that the cluster chooses": (
        "initial-scale",
        lambda d: scaling(d).pop(runtime.INITIAL),
    ),
    "a function that asks nobody for the caller's address": (
        "client-address",
        lambda d: container(d)["env"].remove(header(d)),
    ),
    "a header that callers write": (
        "client-address",
        lambda d: header(d).update(value="X-Forwarded-For"),
    ),
    "a route that says who calls": ("client-address", lambda d: modify(d, "x-real-ip")),
}


@pytest.fixture(scope="module")
def found_before(
    fresh: Callable[[str], Documents], case: Callable[[Documents], Case]
) -> dict[str, list[Finding]]:
    """Return what is found in each environment as it stands."""
    return {name: lint(case(fresh(name))) for name in OVERLAYS}


@pytest.mark.parametrize(("rule", "change"), FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("environment", ["staging", "prod"])
def test_a_planted_fault_is_caught(
    fresh: Callable[[str], Documents],
    case: Callable[[Documents], Case],
    found_before: dict[str, list[Finding]],
    environment: str,
    rule: str,
    change: Change,
) -> None:
    """By the rule that is made for it, and by nothing before it was planted."""
    assert _found(found_before[environment], rule) == []
    documents = fresh(environment)
    change(documents)
    assert is_caught(case(documents), rule)


def test_on_one_machine_no_function_starts_before_it_is_asked(
    fresh: Callable[[str], Documents],
) -> None:
    """Sixty pods at once would want more than two cores: what is asked for at rest is nothing."""
    documents = fresh("dev")
    for service in documents.services:
        values = service["spec"]["template"]["metadata"]["annotations"]
        assert values[runtime.INITIAL] == "0"
        assert values["autoscaling.knative.dev/min-scale"] == "0"


def test_the_group_is_seen_in_the_deployment_that_a_service_becomes(
    fresh: Callable[[str], Documents],
) -> None:
    """What scanners look at has the same context as what Knative makes."""
    (service,) = (found for found in fresh("prod").services if name_of(found) == "log-in")
    security = containers(deployment(service))[0]["securityContext"]
    assert (security["runAsUser"], security["runAsGroup"]) == (65532, 65532)


def serving(documents: Documents) -> dict[str, Any]:
    """Return the autoscaler's configuration of the cluster."""
    found: dict[str, Any] = one(documents, "KnativeServing", "knative-serving")["spec"]["config"]
    return found["autoscaler"]  # type: ignore[no-any-return]


def proxy(documents: Documents) -> dict[str, Any]:
    """Return how NGINX runs."""
    found: dict[str, Any] = one(documents, "NginxProxy", "public")["spec"]
    return found


BELIEVED = {
    "mode": "XForwardedFor",
    "setIPRecursively": False,
    "trustedAddresses": [{"type": "CIDR", "value": running.network()}],
}
GROUND: dict[str, tuple[str, str, Change]] = {
    "a cluster that allows a start at zero": (
        "initial-scale",
        "prod",
        lambda d: serving(d).update({"allow-zero-initial-scale": "true"}),
    ),
    "a cluster that starts at zero": (
        "initial-scale",
        "staging",
        lambda d: serving(d).update({"initial-scale": "0"}),
    ),
    "a cluster that does not say": (
        "initial-scale",
        "prod",
        lambda d: serving(d).pop("initial-scale"),
    ),
    "all functions at once on one machine": (
        "initial-scale",
        "dev",
        lambda d: serving(d).update({"initial-scale": "1"}),
    ),
    "a gateway that takes the load balancer for the caller": (
        "client-address",
        "prod",
        lambda d: proxy(d).pop("rewriteClientIP"),
    ),
    "a gateway that believes everybody": (
        "client-address",
        "prod",
        lambda d: proxy(d)["rewriteClientIP"]["trustedAddresses"].append(
            {"type": "CIDR", "value": "0.0.0.0/0"}
        ),
    ),
    "a gateway that reads further left than CloudFront wrote": (
        "client-address",
        "staging",
        lambda d: proxy(d)["rewriteClientIP"].update(setIPRecursively=True),
    ),
    "a gateway that waits for a protocol that nobody speaks": (
        "client-address",
        "prod",
        lambda d: proxy(d)["rewriteClientIP"].update(mode="ProxyProtocol"),
    ),
    "a gateway that believes callers where nothing is in front": (
        "client-address",
        "dev",
        lambda d: proxy(d).update(rewriteClientIP=BELIEVED),
    ),
}


@pytest.fixture(scope="module")
def below_before(founded: dict[str, Foundation]) -> dict[str, set[str]]:
    """Return the rules that find something in what each environment stands on, as it is."""
    return {name: set(by_rule(foundation_lint(on))) for name, on in founded.items()}


@pytest.mark.parametrize(("rule", "environment", "change"), GROUND.values(), ids=GROUND)
def test_a_fault_in_what_functions_stand_on_is_caught(
    fresh_foundation: Callable[[str], Foundation],
    below_before: dict[str, set[str]],
    rule: str,
    environment: str,
    change: Change,
) -> None:
    """By the rule that is made for it, in the environment where it is a fault."""
    assert rule not in below_before[environment]
    on = fresh_foundation(environment)
    change(on.documents)
    assert is_caught_below(on, rule)


def test_a_chart_that_names_a_user_names_a_group(founded: dict[str, Foundation]) -> None:
    """Its pods are in no document of ours: the values are looked at."""
    on = copy.deepcopy(founded["prod"])
    on.charts["velero"]["podSecurityContext"].pop("runAsGroup")
    assert _found(foundation_lint(on), "group") == ["Chart/velero"]


def _found(findings: list[Finding], rule: str) -> list[str]:
    return [finding.where for finding in findings if finding.rule == rule]
