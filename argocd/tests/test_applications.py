"""What Argo CD is told: pinned, in order, with no more rights than each project uses."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from local import yaml_text
from tools.manifests.build import build

Manifest = dict[str, Any]

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ("dev", "staging", "prod")
LAYERS = ("functions", "stores", "observability")
OURS = "https://github.com/learning-platform/learning-platform.git"
WAVE = "argocd.argoproj.io/sync-wave"


@cache
def documents(folder: str) -> tuple[Manifest, ...]:
    """Build a folder and give its documents: at least one, for tests look at each of them."""
    found = tuple(one for one in yaml_text.load_all(build(ROOT / folder)) if one)
    assert found, folder
    return found


def platform(environment: str, kind: str) -> dict[str, Manifest]:
    """Give what the platform of an environment has of a kind, by name."""
    everything = documents(f"argocd/platform/overlays/{environment}")
    found = {one["metadata"]["name"]: one for one in everything if one["kind"] == kind}
    assert found, f"no {kind} in {environment}"
    return found


def environment(name: str) -> Manifest:
    """Read the file of an environment."""
    document: Manifest = yaml_text.load((ROOT / f"argocd/environments/{name}.yaml").read_bytes())
    return document


def sources(application: Manifest) -> list[Manifest]:
    """Give the sources of an Application."""
    spec = application["spec"]
    found: list[Manifest] = spec.get("sources") or [spec["source"]]
    return found


def layer_documents(layer: str) -> list[Manifest]:
    """Build a layer in every environment that has it."""
    return [
        one
        for name in ENVIRONMENTS
        for entry in environment(name)["layers"]
        if entry["layer"] == layer
        for one in documents(entry["folder"])
    ]


def group_kind(document: Manifest) -> tuple[str, str]:
    """Name a document's group and kind."""
    return document["apiVersion"].rpartition("/")[0], document["kind"]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_project_allows_exactly_what_its_layer_contains(layer: str) -> None:
    """What is missing could not be synced; what is more is a right that nobody needs."""
    project = platform("prod", "AppProject")[layer]["spec"]
    wanted = layer_documents(layer)
    namespaced = {group_kind(one) for one in wanted if "namespace" in one["metadata"]}
    cluster = {group_kind(one) for one in wanted if "namespace" not in one["metadata"]}

    def allowed(key: str) -> set[tuple[str, str]]:
        return {(one["group"], one["kind"]) for one in project[key]}

    assert allowed("namespaceResourceWhitelist") == namespaced
    assert allowed("clusterResourceWhitelist") == cluster
    destinations = {one["namespace"] for one in project["destinations"]}
    assert {one["metadata"]["namespace"] for one in wanted if "namespace" in one["metadata"]} == (
        destinations
    )
    assert project["sourceRepos"] == [OURS]


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_no_layer_holds_a_secret(name: str) -> None:
    """Secrets come from AWS by External Secrets; Git has none."""
    for entry in environment(name)["layers"]:
        for one in documents(entry["folder"]):
            assert group_kind(one) != ("", "Secret"), one["metadata"]["name"]


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_application_has_its_project_repository_and_destination(name: str) -> None:
    """What a project does not list, Argo CD refuses at the first sync."""
    projects = platform(name, "AppProject")
    for title, application in platform(name, "Application").items():
        project = projects[application["spec"]["project"]]["spec"]
        for source in sources(application):
            assert source["repoURL"] in project["sourceRepos"], title
        namespaces = {one["namespace"] for one in project["destinations"]}
        assert application["spec"]["destination"]["namespace"] in namespaces, title


def test_the_platform_project_lists_no_repository_or_namespace_too_many() -> None:
    """Rights follow use: what no Application needs any more goes."""
    applications = platform("prod", "Application").values()
    mine = [one for one in applications if one["spec"]["project"] == "platform"]
    project = platform("prod", "AppProject")["platform"]["spec"]
    used = {source["repoURL"] for one in mine for source in sources(one)}
    assert set(project["sourceRepos"]) == used
    namespaces = {one["metadata"]["name"] for one in documents("manifests/platform/namespaces")
                  if one["kind"] == "Namespace"}  # fmt: skip
    assert {one["namespace"] for one in project["destinations"]} <= namespaces | {"kube-system"}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_charts_are_pinned_and_their_values_exist(name: str) -> None:
    """A range would bring tomorrow's chart; a values file that is missing would be the defaults."""
    for title, application in platform(name, "Application").items():
        for source in sources(application):
            if "chart" not in source:
                continue
            assert re.fullmatch(r"v?\d+\.\d+\.\d+", source["targetRevision"]), title
            for values in source["helm"].get("valueFiles", []):
                assert (ROOT / values.removeprefix("$values/")).is_file(), values


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_paths_of_this_repository_exist_and_build(name: str) -> None:
    """What an Application points to is there and can be built."""
    for application in platform(name, "Application").values():
        for source in sources(application):
            if source["repoURL"] == OURS and "path" in source:
                assert documents(source["path"])
    for entry in environment(name)["layers"]:
        assert documents(entry["folder"])


def test_production_is_pinned_everywhere() -> None:
    """No Application of production follows a branch, the platform's own included."""
    pin = re.compile(r"v\d+\.\d+\.\d+|[0-9a-f]{40}")
    assert pin.fullmatch(environment("prod")["revision"])
    for title, application in platform("prod", "Application").items():
        for source in sources(application):
            if source["repoURL"] == OURS:
                assert pin.fullmatch(source["targetRevision"]), title


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_environment_reads_its_own_files(name: str) -> None:
    """No path and no value of one environment leads into another's."""
    others = set(ENVIRONMENTS) - {name}
    for application in platform(name, "Application").values():
        for source in sources(application):
            paths = [source.get("path", ""), *source.get("helm", {}).get("valueFiles", [])]
            assert not others & {part for path in paths for part in path.split("/")}, paths
    for entry in environment(name)["layers"]:
        assert not others & set(entry["folder"].split("/"))


def test_what_others_stand_on_comes_first() -> None:
    """Waves: each line has to be healthy before the next one starts."""
    applications = platform("prod", "Application")
    waves = {key: int(one["metadata"]["annotations"][WAVE]) for key, one in applications.items()}
    applicationset = platform("prod", "ApplicationSet")["layers"]
    waves["layers"] = int(applicationset["metadata"]["annotations"][WAVE])
    for first, then in (
        ("namespaces", "cert-manager"),
        ("argo-cd", "namespaces"),
        ("cert-manager", "certificates"),
        ("cert-manager", "plugin-barman-cloud"),
        ("external-secrets", "secrets"),
        ("secrets", "kube-prometheus-stack"),
        ("secrets", "layers"),
        ("storage", "kube-prometheus-stack"),
        ("karpenter", "nodes"),
        ("gateway-api", "nginx-gateway-fabric"),
        ("gateway-crds", "nginx-gateway-fabric"),
        ("knative-operator", "knative"),
        ("nginx-gateway-fabric", "gateway"),
        ("aws-load-balancer-controller", "gateway"),
        ("knative", "gateway"),
        ("cloudnative-pg", "plugin-barman-cloud"),
        ("plugin-barman-cloud", "layers"),
        ("psmdb-operator", "layers"),
        ("strimzi-kafka-operator", "layers"),
        ("kyverno", "layers"),
        ("kube-prometheus-stack", "layers"),
        ("velero", "layers"),
        ("gateway", "layers"),
    ):
        assert waves[first] < waves[then], (first, then)


def test_the_application_set_loses_nothing_by_a_mistake() -> None:
    """A broken generator, a missing value or a deletion leaves what runs alone."""
    spec = platform("prod", "ApplicationSet")["layers"]["spec"]
    assert spec["goTemplate"] is True
    assert spec["goTemplateOptions"] == ["missingkey=error"]
    assert spec["syncPolicy"] == {
        "applicationsSync": "create-update",
        "preserveResourcesOnDeletion": True,
    }


def test_a_break_glass_pause_survives_the_application_set() -> None:
    """What tools/ops changes on an Application is what the ApplicationSet leaves alone."""
    from tools.ops.cluster import PAUSED

    spec = platform("prod", "ApplicationSet")["layers"]["spec"]
    assert spec["preservedFields"]["annotations"] == [PAUSED]
    assert spec["ignoreApplicationDifferences"] == [
        {"jsonPointers": ["/spec/syncPolicy/automated/enabled"]}
    ]
    assert spec["template"]["spec"]["syncPolicy"]["automated"]["enabled"] is True


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_pause_survives_the_root_application(name: str) -> None:
    """The root holds every other Application and heals itself, except for the pause of one."""
    root = platform(name, "Application")["platform"]["spec"]
    assert root["syncPolicy"]["automated"]["selfHeal"] is True
    assert "RespectIgnoreDifferences=true" in root["syncPolicy"]["syncOptions"]
    assert root["ignoreDifferences"] == [
        {
            "group": "argoproj.io",
            "kind": "Application",
            "jsonPointers": ["/spec/syncPolicy/automated/enabled"],
        }
    ]
    for application in platform(name, "Application").values():
        # Absent would be added by a merge; written out it is ignored.
        assert application["spec"]["syncPolicy"]["automated"]["enabled"] is True


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_template_fills_from_the_environments_file(name: str) -> None:
    """Every value that the template names is in the file, in its layers, or the cluster's own."""
    template = yaml.safe_dump(platform("prod", "ApplicationSet")["layers"]["spec"]["template"])
    names = set(re.findall(r"\{\{\s*\.(\w+)", template))
    document = environment(name)
    assert document["environment"] == name
    for entry in document["layers"]:
        assert names <= set(document) | set(entry) | {"server"}
        assert entry["layer"] in LAYERS


def test_every_ignored_difference_has_its_reason() -> None:
    """A difference that is ignored without a reason hides the next one too."""
    file = ROOT / "argocd/platform/applications/applicationset.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    start = lines.index("      ignoreDifferences:")
    for number, line in enumerate(lines[start:], start):
        if line.startswith("        - group:"):
            assert lines[number - 1].strip().startswith("#"), line
        if line.startswith("      syncPolicy:"):
            return
    pytest.fail("the ignored differences have no end")
