"""Rules and dashboards parse and ask for metrics that exist; alerts fire when they should."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import prometheus_client
import promql_parser
import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

import lms_metrics
from local import yaml_text

Manifest = dict[str, Any]

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "manifests/platform/observability"
CASES = Path(__file__).parent / "rules"
RUNBOOKS = ROOT / "docs/runbooks"

# Put on by the scrape (Prometheus itself, and the relabelings of monitors.yaml).
SCRAPED = {"namespace", "pod", "container", "instance", "job", "service", "revision"}

# Metrics of other programs, and which program has them.
FOREIGN = {
    "argocd_app_info": "Argo CD",
    "certmanager_certificate_expiration_timestamp_seconds": "cert-manager",
    "cnpg_backends_total": "CloudNativePG's exporter",
    "cnpg_collector_last_available_backup_timestamp": "CloudNativePG's exporter",
    "cnpg_collector_up": "CloudNativePG's exporter",
    "cnpg_pg_replication_lag": "CloudNativePG's exporter",
    "container_memory_working_set_bytes": "cAdvisor in the kubelet",
    "kafka_server_replicamanager_underreplicatedpartitions": "Strimzi, by stores/base/kafka.yaml",
    "kube_cronjob_status_last_successful_time": "kube-state-metrics",
    "kube_pod_container_resource_limits": "kube-state-metrics",
    "kube_pod_container_status_restarts_total": "kube-state-metrics",
    "kube_pod_status_phase": "kube-state-metrics",
    "kube_pod_status_ready": "kube-state-metrics",
    "kubelet_volume_stats_available_bytes": "kubelet",
    "kubelet_volume_stats_capacity_bytes": "kubelet",
    "node_cpu_seconds_total": "node-exporter",
    "node_memory_MemAvailable_bytes": "node-exporter",
    "node_memory_MemTotal_bytes": "node-exporter",
    "redis_connected_slaves": "redis_exporter beside Valkey",
    "redis_instance_info": "redis_exporter beside Valkey",
    "redis_up": "redis_exporter beside Valkey",
    "velero_backup_last_successful_timestamp": "Velero",
}


def ours() -> dict[str, set[str]]:
    """Name every series of lms_metrics with its labels."""
    series: dict[str, set[str]] = {}
    for name in lms_metrics.__all__:
        metric = getattr(lms_metrics, name)
        if not isinstance(metric, MetricWrapperBase):
            continue
        labels = set(metric._labelnames)  # noqa: SLF001 - prometheus-client gives no other way
        base = metric._name  # noqa: SLF001 - the same
        match metric:
            case prometheus_client.Counter():
                series[f"{base}_total"] = labels
            case prometheus_client.Histogram():
                series[f"{base}_bucket"] = labels | {"le"}
                series[f"{base}_count"] = series[f"{base}_sum"] = labels
            case _:
                series[base] = labels
    return series


def rule_files() -> list[Path]:
    """List the files with rules."""
    return sorted((FOLDER / "rules").glob("*.yaml"))


def rules() -> Iterator[Manifest]:
    """Give every rule."""
    for file in rule_files():
        for group in yaml_text.load(file.read_bytes())["spec"]["groups"]:
            yield from group["rules"]


def panels() -> Iterator[tuple[str, Manifest]]:
    """Give every panel with the name of its dashboard."""
    for file in sorted((FOLDER / "dashboards").glob("*.json")):
        for panel in json.loads(file.read_bytes())["panels"]:
            yield file.stem, panel


def expressions() -> Iterator[tuple[str, str]]:
    """Give every PromQL expression with where it stands."""
    for rule in rules():
        yield rule.get("alert") or rule["record"], rule["expr"]
    for board, panel in panels():
        for target in panel["targets"]:
            # Grafana puts the chosen function in; any name does for parsing.
            yield f"{board}: {panel['title']}", target["expr"].replace("$service", "log-in")


def selectors(expression: str) -> Iterator[tuple[str, set[str]]]:
    """Give each metric that an expression asks for with the labels it is asked by."""
    found: list[tuple[str, set[str]]] = []

    def look(node: promql_parser.Expr) -> bool:
        if isinstance(node, promql_parser.VectorSelector):
            asked = {one.name for one in node.matchers.matchers} - {"__name__"}
            found.append((str(node.name), asked))
        return True

    promql_parser.walk(promql_parser.parse(expression), look)
    yield from found


@pytest.mark.parametrize(
    ("place", "expression"), [pytest.param(*one, id=one[0]) for one in expressions()]
)
def test_every_expression_asks_for_what_exists(place: str, expression: str) -> None:
    """It parses; each metric is ours, recorded by us, or of a program that is named; labels too."""
    known = ours()
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    asked = list(selectors(expression))
    assert asked, place
    for metric, labels in asked:
        if metric in known:
            assert labels <= known[metric] | SCRAPED, f"{place}: {metric}"
        else:
            assert metric in recorded or metric in FOREIGN, f"{place}: {metric}"


def test_no_foreign_metric_is_named_that_nothing_asks_for() -> None:
    """The list of other programs' metrics is what we depend on, no more."""
    asked = {metric for _, one in expressions() for metric, _ in selectors(one)}
    assert set(FOREIGN) <= asked


def test_every_alert_says_what_to_do() -> None:
    """Severity, a sentence, and a runbook that is there."""
    for rule in rules():
        if "alert" not in rule:
            continue
        assert rule["labels"]["severity"] in {"critical", "warning"}, rule["alert"]
        assert rule["annotations"]["summary"], rule["alert"]
        runbook = rule["annotations"]["runbook_url"].rpartition("/")[2]
        assert (RUNBOOKS / runbook).is_file(), f"{rule['alert']}: {runbook}"


def test_alerts_have_names_of_their_own() -> None:
    """Two alerts of one name would silence each other."""
    names = [rule["alert"] for rule in rules() if "alert" in rule]
    assert len(names) == len(set(names))


def test_dashboards_are_complete() -> None:
    """Each has a name of its own, and its panels have places that do not overlap."""
    boards = [json.loads(file.read_bytes()) for file in (FOLDER / "dashboards").glob("*.json")]
    assert len({board["uid"] for board in boards}) == len(boards)
    for board in boards:
        taken: set[tuple[int, int]] = set()
        for panel in board["panels"]:
            place = panel["gridPos"]
            cells = {
                (x, y)
                for x in range(place["x"], place["x"] + place["w"])
                for y in range(place["y"], place["y"] + place["h"])
            }
            assert not cells & taken, panel["title"]
            assert place["x"] + place["w"] <= 24, panel["title"]
            taken |= cells
            assert panel["datasource"]["uid"] == "${datasource}", panel["title"]


def test_every_dashboard_and_rule_file_is_synced() -> None:
    """A file that the kustomization does not name reaches no cluster."""
    document = yaml_text.load((FOLDER / "kustomization.yaml").read_bytes())
    named = set(document["resources"])
    assert {f"rules/{file.name}" for file in rule_files()} <= named
    boards = {name for one in document["configMapGenerator"] for name in one["files"]}
    assert boards == {f"dashboards/{file.name}" for file in (FOLDER / "dashboards").iterdir()}


def test_the_canary_asks_for_what_the_monitor_gives() -> None:
    """The labels by which the canary judges a revision are put on by the PodMonitor."""
    from tools.ops.prometheus import ERRORS, LATENCY, REQUESTS

    first = next(yaml_text.load_all((FOLDER / "monitors.yaml").read_bytes()))
    given = {one["targetLabel"] for one in first["spec"]["podMetricsEndpoints"][0]["relabelings"]}
    assert {"service", "revision"} <= given
    for query in (REQUESTS, ERRORS, LATENCY):
        labels = 'namespace="learning",service="log-in",revision="log-in-00001"'
        for metric, asked in selectors(query.format(labels=labels, window="60s")):
            assert metric in ours()
            assert asked <= ours()[metric] | SCRAPED


def promtool() -> str:
    """Find promtool, or say how to get it."""
    found = os.environ.get("PROMTOOL") or shutil.which("promtool")
    if found is None:
        pytest.skip("NOT RUN: the alerts were not tried. `apt-get install prometheus` has promtool")
    return found


@pytest.fixture(scope="module")
def plain_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write each PrometheusRule's spec as the rule file that Prometheus itself reads."""
    folder = tmp_path_factory.mktemp("rules")
    for file in rule_files():
        spec = yaml_text.load(file.read_bytes())["spec"]
        (folder / file.name).write_text(yaml.safe_dump(spec), encoding="utf-8")
    for case in CASES.glob("*.yaml"):
        shutil.copy(case, folder / f"test-{case.name}")
    return folder


def test_prometheus_accepts_the_rules(plain_rules: Path) -> None:
    """Promtool reads every file."""
    files = [str(plain_rules / file.name) for file in rule_files()]
    done = subprocess.run(
        [promtool(), "check", "rules", *files], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("case", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_alerts_fire_when_they_should_and_only_then(plain_rules: Path, case: Path) -> None:
    """Series are played to the real rule engine, which says what it would have sent."""
    done = subprocess.run(
        [promtool(), "test", "rules", f"test-{case.name}"],
        check=False,
        capture_output=True,
        text=True,
        cwd=plain_rules,
    )
    assert done.returncode == 0, done.stdout + done.stderr
