"""Rules and dashboards parse and ask for metrics that exist; every alert has cases and a runbook.

What needs Prometheus or Alertmanager is in test_alerts.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import prometheus_client
import promql_parser
import pytest
from prometheus_client.metrics import MetricWrapperBase

import lms_metrics
from local import yaml_text
from tools.observability.rules import (
    OBSERVABILITY,
    PLATFORM,
    ROOT,
    RUNBOOK,
    STACK,
    alertmanager,
    alerts,
    cases,
    matches,
    rule_files,
    rules,
)

Manifest = dict[str, Any]

# Put on by the scrape (Prometheus itself, and the relabelings of monitors.yaml).
SCRAPED = {"namespace", "pod", "container", "instance", "job", "service", "revision"}

BY_VALUES = "kube-state-metrics with our values"
# Metrics of other programs, and which program has them.
KNATIVE = "Knative's proxy in each pod of a function, by OTLP"
FIGURES = "CloudNativePG's exporter, by stores/base/figures.yaml (decision 0076)"
FOREIGN = {
    "business_active_users": FIGURES,
    "business_completions_total": FIGURES,
    "business_enrollments_active": FIGURES,
    "business_enrollments_total": FIGURES,
    "business_notifications_total": FIGURES,
    "business_signups_total": FIGURES,
    "files_kept": FIGURES,
    "files_kept_bytes": FIGURES,
    "files_uncollected_bytes": FIGURES,
    "files_uncollected_oldest_seconds": FIGURES,
    "files_uncollected_rows": FIGURES,
    "argocd_app_sync_total": "Argo CD",
    "kafka_consumergroup_lag": "Strimzi's Kafka exporter",
    "kafka_topic_partition_current_offset": "Strimzi's Kafka exporter",
    "kn_serving_invocation_duration_seconds_bucket": KNATIVE,
    "kn_serving_invocation_duration_seconds_count": KNATIVE,
    "kn_serving_queue_depth": KNATIVE,
    "node_filesystem_avail_bytes": "node-exporter",
    "node_filesystem_size_bytes": "node-exporter",
    "redis_connected_slave_lag_seconds": "redis_exporter next to Valkey",
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
    "mongodb_backup_completed_timestamp_seconds": BY_VALUES,
    "node_cpu_seconds_total": "node-exporter",
    "node_memory_MemAvailable_bytes": "node-exporter",
    "node_memory_MemTotal_bytes": "node-exporter",
    "redis_connected_slaves": "redis_exporter next to Valkey",
    "redis_instance_info": "redis_exporter next to Valkey",
    "redis_up": "redis_exporter next to Valkey",
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


def panels() -> Iterator[tuple[str, Manifest]]:
    """Give every panel with the name of its dashboard."""
    for file in sorted((OBSERVABILITY / "dashboards").glob("*.json")):
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
    assert asked or place == "Watchdog", place
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
    """Severity and a sentence."""
    for rule in rules():
        if "alert" not in rule:
            continue
        expected = {"none"} if rule["alert"] == "Watchdog" else {"critical", "warning"}
        assert rule["labels"]["severity"] in expected, rule["alert"]
        assert rule["annotations"]["summary"], rule["alert"]


@pytest.mark.parametrize("name", sorted(alerts()))
def test_every_alert_links_to_its_section_of_the_runbook(name: str) -> None:
    """It says what the alert means, at what severity, what to look at and what to do."""
    assert alerts()[name]["annotations"]["runbook_url"] == f"{RUNBOOK}{name.lower()}"
    section = _sections()[name]
    severity = alerts()[name]["labels"]["severity"]
    assert section.startswith("*Always" if severity == "none" else f"*{severity.capitalize()}.*")
    assert "**Look:** " in section
    assert "**Do:** " in section


def test_no_section_is_about_an_alert_that_is_gone() -> None:
    """A reader who looks for one finds what Prometheus has."""
    assert {*_sections()} == {*alerts(), "It is over when"}


def _sections() -> dict[str, str]:
    """Return the sections of the page of alerts by their titles."""
    text = (ROOT / "docs/runbooks/alerts.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_alerts_have_names_of_their_own() -> None:
    """Two alerts of one name would silence each other."""
    names = [rule["alert"] for rule in rules() if "alert" in rule]
    assert len(names) == len(set(names))


def test_dashboards_are_complete() -> None:
    """Each has a name of its own, and its panels have places that do not overlap."""
    boards = [
        json.loads(file.read_bytes()) for file in (OBSERVABILITY / "dashboards").glob("*.json")
    ]
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
    document = yaml_text.load((OBSERVABILITY / "kustomization.yaml").read_bytes())
    named = set(document["resources"])
    assert {f"rules/{file.name}" for file in rule_files()} <= named
    assert "dashboards" in named
    folder = OBSERVABILITY / "dashboards"
    made = yaml_text.load((folder / "kustomization.yaml").read_bytes())["configMapGenerator"]
    assert {name for one in made for name in one["files"]} == {
        file.name for file in folder.glob("*.json")
    }


def test_the_canary_asks_for_what_the_monitor_gives() -> None:
    """The labels by which the canary judges a revision are put on by the PodMonitor."""
    from tools.ops.prometheus import ERRORS, LATENCY, REQUESTS

    first = next(yaml_text.load_all((OBSERVABILITY / "monitors.yaml").read_bytes()))
    given = {one["targetLabel"] for one in first["spec"]["podMetricsEndpoints"][0]["relabelings"]}
    assert {"service", "revision"} <= given
    for query in (REQUESTS, ERRORS, LATENCY):
        labels = 'namespace="learning",service="log-in",revision="log-in-00001"'
        for metric, asked in selectors(query.format(labels=labels, window="60s")):
            assert metric in ours()
            assert asked <= ours()[metric] | SCRAPED


def test_every_alert_has_a_firing_and_a_silent_case() -> None:
    """An alert that was never seen to fire may never do, one that was never silent may always."""
    firing = {case.alert for case in cases() if case.labels}
    silent = {case.alert for case in cases() if not case.labels}
    assert firing == set(alerts())
    # The dead man's switch must not be silent.
    assert silent == set(alerts()) - {"Watchdog"}


def _seen(matchers: list[str]) -> list[dict[str, str]]:
    """Return the labels of the cases' alerts that satisfy matchers."""
    return [labels for case in cases() for labels in case.labels if matches(matchers, labels)]


def test_an_inhibition_silences_only_what_it_names() -> None:
    """Alertmanager takes a label that neither side has as equal: then all would be silenced."""
    inhibitions = alertmanager()["inhibit_rules"]
    assert inhibitions
    for one in inhibitions:
        sources, targets = _seen(one["source_matchers"]), _seen(one["target_matchers"])
        assert sources, one
        assert targets, one
        for label in one.get("equal", ()):
            assert all(label in labels for labels in (*sources, *targets)), one
        if not one.get("equal"):
            assert len({labels["alertname"] for labels in targets}) == 1, one


def test_inhibitions_name_alerts_that_exist() -> None:
    """A misspelled name silences nothing."""
    for one in alertmanager()["inhibit_rules"]:
        for matcher in (*one["source_matchers"], *one["target_matchers"]):
            if matcher.startswith("alertname"):
                assert set(matcher.split('"')[1].split("|")) <= set(alerts()), matcher


def test_what_proxies_push_arrives_with_the_labels_that_rules_ask_for() -> None:
    """Prometheus keeps of a proxy's description only what it is told to, as labels."""
    prometheus = yaml_text.load(STACK.read_bytes())["prometheus"]["prometheusSpec"]
    assert prometheus["enableOTLPReceiver"] is True
    kept = {one.replace(".", "_") for one in prometheus["otlp"]["promoteResourceAttributes"]}
    asked = {
        label for _, one in expressions() for label in re.findall(r"\b(?:kn|k8s)_\w+_name\b", one)
    }
    assert asked
    assert asked <= kept


def test_proxies_push_to_one_prometheus() -> None:
    """Through a Service each of the replicas would hear of some pods, and none of all."""
    serving = yaml_text.load((PLATFORM / "knative/base/serving.yaml").read_bytes())
    told = serving["spec"]["config"]["observability"]
    assert told["request-metrics-protocol"] == "http/protobuf"
    host, _, path = told["request-metrics-endpoint"].removeprefix("http://").partition("/")
    assert host.startswith("prometheus-kube-prometheus-stack-prometheus-0.prometheus-operated.")
    assert path == "api/v1/otlp/v1/metrics"
    # A range of half a minute has to see each pod, wherever it begins.
    assert int(told["request-metrics-export-interval"].removesuffix("s")) <= 15


def test_rules_ask_for_what_the_charts_values_make_of_custom_resources() -> None:
    """kube-state-metrics names such a metric by its prefix and its own name."""
    values = yaml_text.load(STACK.read_bytes())["kube-state-metrics"]
    spec = values["customResourceState"]["config"]["spec"]
    made = {
        f"{resource['metricNamePrefix']}_{metric['name']}"
        for resource in spec["resources"]
        for metric in resource["metrics"]
    }
    assert made
    assert made == {name for name, by in FOREIGN.items() if by == BY_VALUES}
    rules = values["rbac"]["extraRules"]
    allowed = {(rule["apiGroups"][0], rule["resources"][0]) for rule in rules}
    kinds = [resource["groupVersionKind"] for resource in spec["resources"]]
    assert allowed == {(kind["group"], f"{kind['kind'].lower()}s") for kind in kinds}
