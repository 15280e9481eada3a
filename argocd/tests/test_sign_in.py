"""Operators' sign-in: by the identity provider alone, and by group alone."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from local import yaml_text
from tools.manifests.applications import Application, applications
from tools.manifests.documents import name_of

Manifest = dict[str, Any]

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ("staging", "prod")
HOSTS = {"argocd", "grafana"}
PROBES = ("livenessProbe", "readinessProbe")
GROUPS = {"learning:administrators", "learning:operators", "learning:viewers"}


@cache
def everything(environment: str) -> dict[str, Application]:
    """Build all that Argo CD applies in an environment, by name."""
    return {one.name: one for one in applications(ROOT, environment)}


def settings(environment: str, name: str) -> dict[str, str]:
    """Give the data of one of Argo CD's ConfigMaps."""
    found = everything(environment)["platform"].documents
    (data,) = [one["data"] for one in found if one["kind"] == "ConfigMap" and name_of(one) == name]
    return dict(data)


def grafana(environment: str) -> Manifest:
    """Give Grafana's values."""
    values: Manifest = everything(environment)["kube-prometheus-stack"].values["grafana"]
    return values


def fetched(environment: str, name: str) -> Manifest:
    """Give one ExternalSecret of the platform."""
    found = everything(environment)["secrets"].documents
    return next(one for one in found if one["kind"] == "ExternalSecret" and name_of(one) == name)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_people_sign_in_to_argo_cd_by_the_provider_alone(name: str) -> None:
    """No shared password; a client of the environment's own; the groups are asked for."""
    data = settings(name, "argocd-cm")
    assert data["admin.enabled"] == "false"
    oidc = yaml_text.load(data["oidc.config"])
    assert oidc["issuer"].startswith("https://")
    assert oidc["clientID"] == f"learning-{name}-argocd"
    assert {"openid", "groups"} <= set(oidc["requestedScopes"])
    assert oidc["cliClientID"] != oidc["clientID"], "the CLI cannot keep a secret"


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_argo_cd_finds_its_clients_secret(name: str) -> None:
    """`$name:key` is looked up in Secrets of Argo CD's label only."""
    oidc = yaml_text.load(settings(name, "argocd-cm")["oidc.config"])
    secret, key = oidc["clientSecret"].removeprefix("$").split(":")
    spec = fetched(name, secret)["spec"]
    assert spec["target"]["template"]["metadata"]["labels"] == {
        "app.kubernetes.io/part-of": "argocd"
    }
    assert [one["secretKey"] for one in spec["data"]] == [key]


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_whoever_is_in_no_group_may_nothing(name: str) -> None:
    """A company's provider signs in everybody who works there."""
    data = settings(name, "argocd-rbac-cm")
    assert data["policy.default"] == ""
    assert data["scopes"] == "[groups]"
    lines = [line.split(", ") for line in data["policy.csv"].splitlines()]
    given = {line[1]: line[2] for line in lines if line[0] == "g" and line[1] in GROUPS}
    assert given == {
        "learning:viewers": "role:readonly",
        "learning:operators": "role:operator",
        "learning:administrators": "role:admin",
    }
    defined = {line[1] for line in lines if line[0] == "p"} | {"role:readonly", "role:admin"}
    assert {line[2] for line in lines if line[0] == "g"} <= defined


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_people_sign_in_to_grafana_by_the_provider_alone(name: str) -> None:
    """No form, nobody anonymous, every address of the provider by TLS, the secret from a file."""
    ini = grafana(name)["grafana.ini"]
    assert ini["auth"]["disable_login_form"] is True
    assert ini["auth.anonymous"]["enabled"] is False
    oauth = ini["auth.generic_oauth"]
    assert oauth["enabled"] is True
    assert oauth["client_id"] == f"learning-{name}-grafana"
    for key in ("auth_url", "token_url", "api_url"):
        assert oauth[key].startswith("https://")
    mounts = {one["mountPath"]: one["secretName"] for one in grafana(name)["extraSecretMounts"]}
    folder, _, key = re.fullmatch(r"\$__file\{(.+)\}", oauth["client_secret"])[1].rpartition("/")  # type: ignore[index]
    assert [one["secretKey"] for one in fetched(name, mounts[folder])["spec"]["data"]] == [key]


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["learning:viewers"], "Viewer"),
        (["learning:operators", "learning:viewers"], "Editor"),
        (["staff", "learning:administrators"], "Admin"),
        (["staff"], False),
        ([], False),
    ],
)
def test_a_group_is_a_role_in_grafana(groups: list[str], role: str | bool) -> None:
    """Grafana refuses people without a role, because the path is strict."""
    jmespath = pytest.importorskip("jmespath", reason="it comes with boto3: `nox -s tests`")
    oauth = grafana("prod")["grafana.ini"]["auth.generic_oauth"]
    assert oauth["role_attribute_strict"] is True
    assert jmespath.search(oauth["role_attribute_path"], {"groups": groups}) == role


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_tls_goes_on_to_the_pods(name: str) -> None:
    """A session's cookie is never plain: the name that NGINX asks for is in the certificate."""
    documents = [one for each in everything(name).values() for one in each.documents]
    certificates = {
        (one["metadata"]["namespace"], one["spec"]["secretName"]): one["spec"]["dnsNames"]
        for one in documents
        if one["kind"] == "Certificate" and "dnsNames" in one["spec"]
    }
    tls = [one for one in documents if one["kind"] == "BackendTLSPolicy"]
    policies = [one for one in tls if name_of(one) in HOSTS]
    assert len(policies) == len(HOSTS)
    for one in policies:
        validation = one["spec"]["validation"]
        (authority,) = validation["caCertificateRefs"]
        key = (one["metadata"]["namespace"], authority["name"])
        assert validation["hostname"] in certificates[key]
    assert everything(name)["argo-cd"].values["configs"]["params"]["server.insecure"] is False
    server = grafana(name)["grafana.ini"]["server"]
    assert server["protocol"] == "https"
    assert {grafana(name)[probe]["httpGet"]["scheme"] for probe in PROBES} == {"HTTPS"}


def test_runbooks_name_hosts_that_are_there() -> None:
    """The person who is paged opens what a runbook says."""
    (gateway,) = [
        one for one in everything("prod")["gateway"].documents if one["kind"] == "Gateway"
    ]
    hosts = {one["hostname"] for one in gateway["spec"]["listeners"]}
    told = {
        host
        for file in (ROOT / "docs" / "runbooks").glob("*.md")
        for host in re.findall(r"[\w.-]*learning\.example\.org", file.read_text("utf-8"))
        if "_acme" not in host
    }
    assert {host.strip(".") for host in told} <= hosts
