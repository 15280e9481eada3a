"""Alerts that fire too late, at another value, for nobody, or about what is not measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.manifests.tests.planted.spoil import Faults, drop, edit, find, gone, put

if TYPE_CHECKING:
    from tools.manifests.foundation import Foundation
    from tools.manifests.tests.planted.spoil import Change

STACK = "Chart/kube-prometheus-stack"
PROMETHEUS = "prometheus/prometheusSpec"
CONFIG = "alertmanager/config"
MONITOR = "PodMonitor/monitoring/functions"


def alert(name: str, **changed: Any) -> Change:
    """Change fields of one alert, or take it away when nothing is said."""

    def change(on: Foundation) -> None:
        for file in ("functions", "events", "stores", "platform"):
            for group in find(on, f"PrometheusRule/monitoring/{file}")["spec"]["groups"]:
                for rule in [one for one in group["rules"] if one.get("alert") == name]:
                    if changed:
                        rule.update({key.rstrip("_"): value for key, value in changed.items()})
                    else:
                        group["rules"].remove(rule)
                    return
        raise AssertionError(name)

    return change


def firing(name: str, old: str, new: str) -> Change:
    """Replace a part of one alert's expression."""

    def change(on: Foundation) -> None:
        for file in ("functions", "events", "stores", "platform"):
            for group in find(on, f"PrometheusRule/monitoring/{file}")["spec"]["groups"]:
                for rule in [one for one in group["rules"] if one.get("alert") == name]:
                    assert old in rule["expr"]
                    rule["expr"] = rule["expr"].replace(old, new)
                    return
        raise AssertionError(name)

    return change


FAULTS: Faults = {
    "CPU at 95 %": ("alert-threshold", firing("NodeCpuBusy", "> 0.8", "> 0.95")),
    "CPU after ten minutes": ("alert-threshold", alert("NodeCpuBusy", for_="10m")),
    "CPU over five minutes, for five more": (
        "alert-threshold",
        firing("NodeCpuBusy", 'irate(node_cpu_seconds_total{mode="idle"}[2m])', "rate(x[5m])"),
    ),
    "memory at 99 %": ("alert-threshold", firing("NodeMemoryShort", "> 0.9", "> 0.99")),
    "memory at 85 %": ("alert-threshold", firing("NodeMemoryShort", "> 0.9", "> 0.85")),
    "memory that is plenty": ("alert-threshold", firing("NodeMemoryShort", "> 0.9", "< 0.9")),
    "a container's memory at 99 %": (
        "alert-threshold",
        firing("ContainerNearMemoryLimit", "> 0.9", "> 0.99"),
    ),
    "errors at half of the requests": (
        "alert-threshold",
        firing("FunctionErrors", "> 0.05", "> 0.5"),
    ),
    "errors after an hour": ("alert-threshold", alert("FunctionErrors", for_="1h")),
    "errors that wake nobody": (
        "alert-severity",
        alert("FunctionErrors", labels={"severity": "warning"}),
    ),
    "thirty restarts": ("alert-threshold", firing("PodRestarts", "> 3", "> 30")),
    "restarts in an hour": ("alert-threshold", firing("PodRestarts", "[5m]", "[1h]")),
    "restarts of something else": (
        "alert-threshold",
        alert("PodRestarts", expr="max_over_time(up[5m]) > 3"),
    ),
    "a certificate's last day": (
        "alert-threshold",
        firing("CertificateExpires", "7 * 86400", "1 * 86400"),
    ),
    "no alert about certificates": ("alert-missing", alert("CertificateExpires")),
    "no alert about errors": ("alert-missing", alert("FunctionErrors")),
    "a backup that is a week late": (
        "alert-threshold",
        firing("PostgresBackupOverdue", "26 * 3600", "168 * 3600"),
    ),
    "MongoDB's backup that is a week late": (
        "alert-threshold",
        firing("MongoDBBackupOverdue", "26 * 3600", "168 * 3600"),
    ),
    "a backup that was never made": (
        "alert-silent",
        alert(
            "PostgresBackupOverdue",
            expr="time() - max(cnpg_collector_last_available_backup_timestamp) > 26 * 3600",
        ),
    ),
    "a drill that nobody misses": ("alert-missing", alert("RestoreDrillOverdue")),
    "Velero that nobody misses": (
        "alert-threshold",
        firing("ClusterBackupOverdue", "7 * 3600", "70 * 3600"),
    ),
    "a lost standby that nobody sees": ("alert-threshold", firing("PostgresDown", "< 3", "< 1")),
    "a lost member that nobody sees": (
        "alert-threshold",
        firing("MongoDBMembersMissing", "< 3", "< 2"),
    ),
    "an alert after a day": ("alert-late", alert("ArgoDegraded", for_="1d")),
    "critical alerts that wake nobody": (
        "alert-route",
        put(STACK, f"{CONFIG}/route/routes/1/receiver", "quiet"),
    ),
    "critical alerts to nobody": (
        "alert-route",
        put(STACK, f"{CONFIG}/route/routes/1/receiver", "nobody"),
    ),
    "a dead man's switch that nobody hears": (
        "alert-route",
        drop(STACK, f"{CONFIG}/receivers/0/webhook_configs"),
    ),
    "no route for critical alerts": ("alert-route", drop(STACK, f"{CONFIG}/route/routes/1")),
    "a receiver without an address": (
        "alert-route",
        drop(STACK, f"{CONFIG}/receivers/2/slack_configs"),
    ),
    "warnings that reach nobody": ("alert-route", put(STACK, f"{CONFIG}/route/receiver", "nobody")),
    "a route that swallows warnings": (
        "alert-route",
        put(STACK, f"{CONFIG}/route/routes/0/matchers", ['severity = "warning"']),
    ),
    "alerts that are muted": (
        "alert-route",
        put(STACK, f"{CONFIG}/route/routes/1/mute_time_intervals", ["nights"]),
    ),
    "one alert that silences all": (
        "alert-route",
        put(STACK, f"{CONFIG}/inhibit_rules/0/equal", []),
    ),
    "one Prometheus": ("monitoring", put(STACK, f"{PROMETHEUS}/replicas", 1)),
    "metrics of a day": ("monitoring", put(STACK, f"{PROMETHEUS}/retention", "1d")),
    "metrics every ten minutes": ("monitoring", put(STACK, f"{PROMETHEUS}/scrapeInterval", "10m")),
    "metrics in memory": ("monitoring", drop(STACK, f"{PROMETHEUS}/storageSpec")),
    "rules that are ignored": (
        "monitoring",
        put(STACK, f"{PROMETHEUS}/ruleSelectorNilUsesHelmValues", True),
    ),
    "one Alertmanager": ("monitoring", put(STACK, "alertmanager/alertmanagerSpec/replicas", 1)),
    "Grafana for everybody": (
        "monitoring",
        put(STACK, "grafana/grafana.ini/auth.anonymous/enabled", True),
    ),
    "Grafana for everybody who signs up": (
        "monitoring",
        put(STACK, "grafana/grafana.ini/users/allow_sign_up", True),
    ),
    "Grafana with the chart's password": ("monitoring", drop(STACK, "grafana/admin")),
    "nobody watches the cluster": ("monitoring", put(STACK, "defaultRules/create", False)),
    "functions that nobody measures": ("monitor-missing", gone(MONITOR)),
    "functions measured in another namespace": (
        "monitor",
        put(MONITOR, "spec/namespaceSelector/matchNames", ["default"]),
    ),
    "functions measured once a minute": (
        "monitor",
        put(MONITOR, "spec/podMetricsEndpoints/0/interval", "60s"),
    ),
    "functions without a revision": (
        "monitor",
        drop(MONITOR, "spec/podMetricsEndpoints/0/relabelings/1"),
    ),
    "Velero that nobody measures": ("monitor-missing", gone("ServiceMonitor/monitoring/velero")),
    "certificates measured once an hour": (
        "monitor",
        put("ServiceMonitor/monitoring/cert-manager", "spec/endpoints/0/interval", "1h"),
    ),
    "Valkey measured at no port": (
        "monitor",
        drop("ServiceMonitor/monitoring/valkey", "spec/endpoints/0/port"),
    ),
    "a dashboard that is not shown": (
        "dashboard",
        drop("ConfigMap/monitoring/dashboard-platform", "metadata/labels/grafana_dashboard"),
    ),
    "PostgreSQL that nobody measures": ("monitor-missing", gone("PodMonitor/monitoring/postgres")),
    "all rules are gone": ("alert-missing", gone("PrometheusRule/monitoring/platform")),
    "a rule file that says nothing": (
        "alert-missing",
        edit(
            "PrometheusRule/monitoring/stores",
            "spec/groups/0/rules/2/alert",
            "PostgresDown",
            "PostgresUp",
        ),
    ),
}
