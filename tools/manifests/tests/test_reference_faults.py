"""Planted faults between Applications: what is named has a maker, in time, and rights a holder."""

from __future__ import annotations

import copy
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tools.manifests.applications import WAVE, Application, applications
from tools.manifests.check import check_applications
from tools.manifests.documents import by_rule, name_of
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Everything = dict[str, Application]
    Change = Callable[[Everything], Any]


@pytest.fixture(scope="module")
def built() -> tuple[Application, ...]:
    """Build all Applications of production, once."""
    return applications(ROOT, "prod")


@pytest.fixture
def everything(built: tuple[Application, ...]) -> Everything:
    """Copy them by name, to be spoiled."""
    return {one.name: copy.deepcopy(one) for one in built}


def one(all_: Everything, application: str, kind: str, name: str) -> dict[str, Any]:
    """Return one document of one Application."""
    found = all_[application].documents
    return next(each for each in found if each["kind"] == kind and name_of(each) == name)


def drop(all_: Everything, application: str, kind: str, name: str = "") -> None:
    """Leave documents out of an Application."""
    rest = tuple(
        each
        for each in all_[application].documents
        if each["kind"] != kind or (name and name_of(each) != name)
    )
    all_[application] = replace(all_[application], documents=rest)


def move(all_: Everything, application: str, wave: int) -> None:
    """Put an Application into another wave."""
    all_[application] = replace(all_[application], wave=wave)


def later(document: dict[str, Any]) -> None:
    """Put a document after all others of its Application."""
    document["metadata"].setdefault("annotations", {})[WAVE] = "9"


def listener(all_: Everything, name: str) -> dict[str, Any]:
    """Return one listener of the gateway."""
    found = one(all_, "gateway", "Gateway", "public")["spec"]["listeners"]
    return next(each for each in found if each["name"] == name)


def subjects(all_: Everything, name: str) -> list[dict[str, Any]]:
    """Return the subjects of a cluster-wide binding."""
    found: list[dict[str, Any]] = one(all_, "namespaces", "ClusterRoleBinding", name)["subjects"]
    return found


FAULTS: dict[str, tuple[str, str, Change]] = {
    "a storage class that nobody defines": (
        "made-by-nobody",
        "StorageClass gp3-kept",
        lambda a: drop(a, "storage", "StorageClass", "gp3-kept"),
    ),
    "a storage class after its first user": (
        "made-too-late",
        "StorageClass gp3 ",
        lambda a: move(a, "storage", -3),
    ),
    "a chart's Secret that nobody makes": (
        "made-by-nobody",
        "Secret monitoring/grafana",
        lambda a: drop(a, "secrets", "ExternalSecret", "grafana"),
    ),
    "a chart before the Secret that it mounts": (
        "made-too-late",
        "Secret monitoring/grafana",
        lambda a: move(a, "kube-prometheus-stack", -14),
    ),
    "a store's Secret after the store": (
        "made-too-late",
        "Secret data/postgres-migrate",
        lambda a: later(one(a, "stores-prod", "ExternalSecret", "postgres-migrate")),
    ),
    "a migration before the Secret that it reads": (
        "made-too-late",
        "Secret learning/migrate",
        lambda a: one(a, "functions-prod", "ExternalSecret", "migrate")["metadata"].pop(
            "annotations"
        ),
    ),
    "a certificate whose issuer comes later": (
        "made-too-late",
        "ClusterIssuer letsencrypt",
        lambda a: move(a, "certificates", -4),
    ),
    "a certificate that nobody asked for": (
        "made-by-nobody",
        "Secret nginx-gateway/public-tls",
        lambda a: drop(a, "gateway", "Certificate", "public"),
    ),
    "a store of secrets that is not there": (
        "made-by-nobody",
        "ClusterSecretStore aws-secrets-manager",
        lambda a: drop(a, "secrets", "ClusterSecretStore"),
    ),
    "a custom resource before its definition": (
        "made-too-late",
        "external-secrets defines external-secrets.io",
        lambda a: move(a, "external-secrets", -12),
    ),
    "a namespace that nobody makes": (
        "made-by-nobody",
        "Namespace velero",
        lambda a: drop(a, "namespaces", "Namespace", "velero"),
    ),
    "an account that nobody makes": (
        "made-by-nobody",
        "ServiceAccount restore-drill/driller",
        lambda a: drop(a, "stores-prod", "ServiceAccount", "driller"),
    ),
    "a role that is not there": (
        "made-by-nobody",
        "Role restore-drill/driller",
        lambda a: drop(a, "stores-prod", "Role", "driller"),
    ),
    "scratch stores on disks that are not there": (
        "made-by-nobody",
        "StorageClass gp3,",
        lambda a: drop(a, "storage", "StorageClass", "gp3"),
    ),
    "a host without a route": (
        "host-without-route",
        "no route takes argocd.learning.example.org",
        lambda a: drop(a, "gateway", "HTTPRoute", "argocd"),
    ),
    "a route for another host than its listener's": (
        "host-without-route",
        "no route takes grafana.learning.example.org",
        lambda a: one(a, "gateway", "HTTPRoute", "grafana")["spec"].update(
            hostnames=["metrics.learning.example.org"]
        ),
    ),
    "a host that no certificate names": (
        "host-without-certificate",
        "grafana.learning.example.org",
        lambda a: one(a, "gateway", "Certificate", "public")["spec"]["dnsNames"].pop(),
    ),
    "an address that leads nowhere": (
        "host-without-listener",
        "no listener takes argocd.learning.example.org",
        lambda a: listener(a, "argocd").update(hostname="cd.learning.example.org"),
    ),
    "a client secret that nobody fetches": (
        "made-by-nobody",
        "Secret monitoring/grafana-sign-in",
        lambda a: drop(a, "secrets", "ExternalSecret", "grafana-sign-in"),
    ),
    "a backend's certificate that nobody makes": (
        "made-by-nobody",
        "Secret argocd/argocd-server-tls",
        lambda a: drop(a, "certificates", "Certificate", "argocd-server"),
    ),
    "a role that nobody has": (
        "granted-to-nobody",
        "no binding gives it to anybody",
        lambda a: drop(a, "namespaces", "ClusterRoleBinding", "learning-viewers"),
    ),
    "a group that nobody is in": (
        "granted-to-nobody",
        "nobody is in learning:guests",
        lambda a: subjects(a, "learning-viewers")[0].update(name="learning:guests"),
    ),
    "a binding without a subject": (
        "granted-to-nobody",
        "it has no subject",
        lambda a: subjects(a, "learning-viewers").clear(),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_reference_that_leads_nowhere_is_caught(everything: Everything, fault: str) -> None:
    """By the rule that is about it, with the name of what is missing or late."""
    rule, named, change = FAULTS[fault]
    change(everything)
    found = check_applications(ROOT, "prod", tuple(everything.values()))
    assert rule in by_rule(found)
    assert any(named.rstrip(",") in each.message for each in found if each.rule == rule), found


def test_what_is_in_git_has_no_such_fault(built: tuple[Application, ...]) -> None:
    """Else a planted fault could be one that was there before."""
    assert check_applications(ROOT, "prod", built) == []


def test_a_group_that_terraform_does_not_make_is_caught(
    built: tuple[Application, ...], tmp_path: Path
) -> None:
    """The groups of bindings are those of the cluster's access entries."""
    file = tmp_path / "terraform/modules/cluster/access.tf"
    file.parent.mkdir(parents=True)
    shutil.copy(ROOT / "terraform/modules/cluster/access.tf", file)
    file.write_text(file.read_text().replace("learning:viewers", "learning:readers"))
    found = check_applications(tmp_path, "prod", built)
    assert {each.message.partition(":")[0] for each in found} == {"nobody is in learning"}
