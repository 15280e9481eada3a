"""The check itself: it finds its schemas, says loudly when it has none, and fails when it must."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local import yaml_text
from tools.manifests import build, check, policy
from tools.manifests.documents import Documents, by_rule, selects
from tools.manifests.rules import Case
from tools.manifests.rules.network import allowed_for
from tools.manifests.rules.routing import path_fits
from tools.manifests.rules.scaling import connections, database_connections
from tools.manifests.schemas import GATEWAY, Schemas, closed, is_builtin, schema_name
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable


ROUTE = {
    "apiVersion": "example.org/v1",
    "kind": "Thing",
    "metadata": {"name": "one", "labels": {"a": "b"}},
    "spec": {"size": 1},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "required": ["size"],
            "properties": {
                "size": {"type": "integer"},
                "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                "open": {"type": "object", "properties": {}, "additionalProperties": True},
            },
        }
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Lay out a catalog with one kind."""
    (tmp_path / "example.org").mkdir()
    (tmp_path / "example.org" / "thing_v1.json").write_text(json.dumps(SCHEMA))
    return tmp_path


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, set()),
        ({"spec": {"size": 1, "free": {"any": 1}, "open": {"more": 2}}}, set()),
        ({"spec": {"size": 1, "sizeMax": 2}}, {"unknown-field"}),
        ({"spec": {}}, {"missing-field"}),
        ({"spec": {"size": "big"}}, {"wrong-value"}),
        ({"metadata": {"name": "one", "labels": {"a": True}}}, {"wrong-value"}),
        ({"metadata": {"name": "one", "label": {}}}, {"unknown-field"}),
        ({"kind": "Thingy"}, {"no-schema"}),
    ],
)
def test_a_custom_resource_is_held_against_its_closed_schema(
    folder: Path, change: dict[str, Any], expected: set[str]
) -> None:
    """Unknown fields are refused where the schema lists the known ones, and only there."""
    assert by_rule(Schemas(folder).check([{**ROUTE, **change}])) == expected


def test_closing_a_schema_leaves_the_original_alone() -> None:
    """The schema in the catalog is read by others too."""
    assert closed(SCHEMA)["properties"]["spec"]["additionalProperties"] is False
    assert "additionalProperties" not in SCHEMA["properties"]["spec"]


def test_without_a_catalog_it_is_known_what_was_not_checked() -> None:
    """Kinds that have a schema of our own are checked all the same."""
    schemas = Schemas(None)
    limit = {
        "apiVersion": "gateway.nginx.org/v1alpha1",
        "kind": "RateLimitPolicy",
        "metadata": {"name": "x"},
        "spec": {"targetRefs": []},
    }

    assert by_rule(schemas.check([ROUTE, limit])) == {"wrong-value"}
    assert schemas.missing == {"example.org/thing_v1.json"}


def test_the_gateways_definitions_are_those_of_the_release_that_is_installed() -> None:
    """A newer release has other definitions: read them again, and only then move this."""
    core = ROOT / "argocd/platform/core"
    chart = yaml_text.load((core / "nginx-gateway-fabric.yaml").read_text())
    definitions = yaml_text.load((core / "gateway-crds.yaml").read_text())

    assert chart["spec"]["sources"][0]["targetRevision"] == GATEWAY
    assert definitions["spec"]["source"]["targetRevision"] == f"v{GATEWAY}"


@pytest.mark.parametrize(
    ("access_log", "expected"),
    [
        ({"disable": True}, set()),
        ({"disabled": True}, {"unknown-field"}),
        ({"disable": "yes"}, {"wrong-value"}),
        ({"format": "it's"}, {"wrong-value"}),
    ],
)
def test_an_older_catalog_lets_the_gateways_access_log_be_turned_off(
    tmp_path: Path, access_log: dict[str, Any], expected: set[str]
) -> None:
    """The definition of 2.2 has no such field, and what is added is as strict as a definition."""
    logging = {"type": "object", "properties": {"errorLevel": {"type": "string"}}}
    spec = {"type": "object", "properties": {"logging": logging}}
    path = tmp_path / "gateway.nginx.org" / "nginxproxy_v1alpha2.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"type": "object", "properties": {"spec": spec}}))
    proxy = {
        "apiVersion": "gateway.nginx.org/v1alpha2",
        "kind": "NginxProxy",
        "metadata": {"name": "public"},
        "spec": {"logging": {"accessLog": access_log}},
    }

    assert by_rule(Schemas(tmp_path).check([proxy])) == expected


def test_the_marks_of_these_tests_are_known_where_they_run_apart() -> None:
    """`nox -s manifests` has a configuration of its own, and a mark that it lacks stops it."""
    folder = ROOT / "tools/manifests"
    texts = [path.read_text() for path in (folder / "tests").rglob("*.py")]
    marks = {mark for text in texts for mark in re.findall(r"(?m)^@pytest\.mark\.(\w+)", text)}
    known = re.findall(r"(?m)^  (\w+):", (folder / "pytest-apart.ini").read_text())

    assert marks - {"parametrize", "skipif", "usefixtures"} == {*known}


def test_kubernetes_own_kinds_are_told_from_custom_ones() -> None:
    """The Gateway API's group ends like Kubernetes' own, but is installed like all others."""
    own = ("v1", "apps/v1", "networking.k8s.io/v1", "rbac.authorization.k8s.io/v1")
    others = ("gateway.networking.k8s.io/v1", "serving.knative.dev/v1")
    assert all(is_builtin({"apiVersion": one}) for one in own)
    assert not any(is_builtin({"apiVersion": one}) for one in others)
    assert schema_name(ROUTE) == "example.org/thing_v1.json"


def test_the_catalog_is_an_option_then_a_variable_then_a_checkout_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that was named and is no catalog is an error, not a check left out."""
    monkeypatch.delenv("LMS_CRDS", raising=False)
    root = tmp_path / "project"
    assert check.catalog(None, root) is None
    (tmp_path / check.CATALOG).mkdir()
    assert check.catalog(None, root) == tmp_path / check.CATALOG

    named = tmp_path / "named" / "serving.knative.dev"
    named.mkdir(parents=True)
    (named / "service_v1.json").write_text("{}")
    monkeypatch.setenv("LMS_CRDS", str(named.parent))
    assert check.catalog(None, root) == named.parent
    with pytest.raises(check.CheckError, match="not a CRD catalog"):
        check.catalog(str(tmp_path / "nowhere"), root)


def stub(monkeypatch: pytest.MonkeyPatch, *documents: dict[str, Any]) -> None:
    """Replace what needs programs: the build and the schemas of Kubernetes' own kinds."""
    monkeypatch.setattr(check, "overlay", lambda _, name: Documents(name, documents))
    monkeypatch.setattr(check, "platform", lambda _: Documents(policy.PLATFORM, ()))
    monkeypatch.setattr(check, "founded", lambda *_: 0)
    monkeypatch.setattr(Schemas, "check", lambda *_: iter(()))
    monkeypatch.setattr(check, "lint", lambda _: [])
    monkeypatch.setattr(check, "drift", lambda _: [])


def test_a_run_without_schemas_says_so_loudly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """First and last on standard error: what was not checked, and how to have it checked."""
    monkeypatch.delenv("LMS_CRDS", raising=False)
    stub(monkeypatch)
    monkeypatch.setattr(check, "catalog", lambda *_: None)

    assert check.main(["--quick"]) == 0
    errors = capsys.readouterr().err
    assert errors.count("*** NOT CHECKED") == 2
    assert "--crds DIR" in errors
    assert check.main(["--quick", "--crds", str(tmp_path)]) == 0


def test_a_fault_fails_the_run_and_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """One line for each fault, by the rule's name, and a status that stops a pipeline."""
    stub(
        monkeypatch,
        {
            "kind": "Job",
            "metadata": {"name": "migrate"},
            "spec": {
                "template": {"spec": {"containers": [{"image": f"r/migrate@sha256:{'0' * 64}"}]}}
            },
        },
    )
    monkeypatch.setattr(check, "catalog", lambda *_: folder)

    assert check.main(["--quick"]) == 0
    assert check.main(["--quick", "--release"]) == 1
    assert "never-built: Job/migrate" in capsys.readouterr().err


def test_what_cannot_be_built_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """Kustomize's own words, no trace of ours."""

    def fail(*_: object) -> Documents:
        message = "no such resource"
        raise build.BuildError(message)

    stub(monkeypatch)
    monkeypatch.setattr(check, "overlay", fail)
    monkeypatch.setattr(check, "catalog", lambda *_: folder)

    assert check.main(["--quick"]) == 1
    assert capsys.readouterr().err == "manifests: no such resource\n"


def test_a_broken_kustomization_is_an_error(tmp_path: Path) -> None:
    """Kubectl's words come through."""
    (tmp_path / "kustomization.yaml").write_text("resources: [gone.yaml]\n")
    with pytest.raises(build.BuildError, match=r"gone\.yaml"):
        build.build(tmp_path)


def test_without_kubectl_it_is_said_where_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing program is named with the session that brings it."""
    monkeypatch.setattr(build, "kubectl", lambda: None)
    with pytest.raises(build.BuildError, match="nox -s manifests"):
        build.build(tmp_path)


CHECKOV = """#!{python}
import json, sys
from pathlib import Path
text = Path(sys.argv[sys.argv.index("--file") + 1]).read_text()
assert "kind: Deployment" in text and "containerConcurrency" not in text
print("a line that is no JSON")
print(json.dumps({report}))
"""


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Put a program in checkov's place that checks its input and answers a report."""

    def install(report: object) -> None:
        program = tmp_path / "checkov"
        program.write_text(CHECKOV.format(python=sys.executable, report=report))
        program.chmod(0o755)
        monkeypatch.setattr(policy, "PROGRAM", program)

    return install


SERVICE = {
    "apiVersion": "serving.knative.dev/v1",
    "kind": "Service",
    "metadata": {"name": "x", "namespace": "learning"},
    "spec": {"template": {"spec": {"containerConcurrency": 5, "containers": []}}},
}


def test_the_scanner_sees_deployments_and_its_findings_are_ours(
    scanner: Callable[[object], None],
) -> None:
    """Checkov ignores a Knative Service, so it never gets one."""
    failed = {"check_id": "CKV_1", "resource": "Deployment.x", "check_name": "be good"}
    scanner([{"summary": {"passed": 7}, "results": {"failed_checks": [failed]}}])

    passed, findings = policy.check(Documents("prod", (SERVICE, ROUTE)))
    assert passed == 7
    assert [str(one) for one in findings] == ["CKV_1: Deployment.x: be good"]


def test_a_scanner_that_checked_nothing_is_a_failure(scanner: Callable[[object], None]) -> None:
    """A green line that nobody stands behind is worse than a red one."""
    scanner({"passed": 0})
    with pytest.raises(policy.PolicyError, match="checked nothing"):
        policy.check(Documents("prod", (SERVICE,)))
    with pytest.raises(policy.PolicyError, match="checkov failed"):
        policy.check(Documents("prod", (ROUTE,)))


def test_every_check_that_is_not_followed_has_a_reason() -> None:
    """A reason is a sentence, not a shrug."""
    for _, skipped in policy.reasons():
        for name, why in skipped.items():
            assert name.startswith("CKV")
            assert len(why.split()) > 5, name


def test_all_functions_at_their_most_fit_into_the_database(
    built: dict[str, Documents], case: Callable[[Documents], Case]
) -> None:
    """Max-scale times pool size, the largest twice for a release, stays below the limit."""
    for documents in built.values():
        assert database_connections(case(documents)) > 100
        assert list(connections(case(documents))) == []


@pytest.mark.parametrize(
    ("selector", "labels", "fits"),
    [
        ({}, {"a": "1"}, True),
        ({"matchLabels": {"a": "1"}}, {"a": "2"}, False),
        ({"matchExpressions": [{"key": "a", "operator": "Exists"}]}, {}, False),
        ({"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]}, {}, True),
        ({"matchExpressions": [{"key": "a", "operator": "In", "values": ["1"]}]}, {"a": "1"}, True),
        ({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["1"]}]}, {}, True),
        ({"matchExpressions": [{"key": "a", "operator": "Like", "values": ["1"]}]}, {}, False),
    ],
)
def test_label_selectors_mean_what_kubernetes_means(
    selector: dict[str, Any], labels: dict[str, str], *, fits: bool
) -> None:
    """All parts of a selector must fit; an empty one fits everything."""
    assert selects(selector, labels) is fits


def test_no_list_of_peers_means_everybody() -> None:
    """In a NetworkPolicy what is left out is allowed, so it is counted as an edge."""
    policy_ = {"spec": {"podSelector": {}, "egress": [{}], "ingress": [{"from": [{"a": 1}]}]}}

    assert allowed_for({}, [policy_]) == {
        ("to", '"anybody"', 0, "any"),
        ("from", '{"a": 1}', 0, "any"),
    }


@pytest.mark.parametrize(
    ("path", "address", "fits"),
    [
        ({"type": "Exact", "value": "/a"}, "/a/", False),
        ({"type": "RegularExpression", "value": "/a/[^/]+$"}, "/a/b", True),
        ({"type": "RegularExpression", "value": "/a/[^/]+"}, "/a/b/metrics", True),
        ({"type": "RegularExpression", "value": "/a/[^/]+$"}, "/x/a/b", False),
        ({"type": "PathPrefix", "value": "/"}, "/metrics", True),
        ({"type": "PathPrefix", "value": "/met"}, "/metrics", False),
    ],
)
def test_paths_are_matched_as_the_gateway_does(
    path: dict[str, str], address: str, *, fits: bool
) -> None:
    """A regular expression is tied to the beginning and, unless it says so, to no end."""
    assert path_fits(path, address) is fits


def test_folders_beside_the_environments_are_built_too(tmp_path: Path) -> None:
    """Each folder with a kustomization, except components, which others include."""
    for name, kind in (("platform/a", "Kustomization"), ("platform/b", "Component")):
        (tmp_path / "manifests" / name).mkdir(parents=True)
        (tmp_path / "manifests" / name / "kustomization.yaml").write_text(f"kind: {kind}\n")

    assert list(build.others(tmp_path)) == [tmp_path / "manifests/platform/a"]
