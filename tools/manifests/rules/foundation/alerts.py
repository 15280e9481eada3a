"""Alerts: each promised one is there, fires at the promised value, and reaches a person."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from tools.manifests.documents import Finding, name_of, namespace_of, where
from tools.manifests.foundation import dig
from tools.manifests.promises import ALARMS, HOUR, METRICS_KEPT, SEEN_EVERY, Alarm
from tools.manifests.rules.foundation.musts import Must, at_least, given, held, is_, lasts, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation
    from tools.manifests.names import Manifest

_COMPARED = re.compile(r"(>=|<=|==|!=|>|<)\s*(\d[\d.]*(?:\s*\*\s*\d[\d.]*)*)")
_NAMED = re.compile(r'alertname\s*=\s*"\w+"')
_FUNCTIONS_SEEN = 15
"""Seconds: a pod may live for a minute only."""
MONITORED = {
    "functions": "learning",
    "postgres": "data",
    "valkey": "data",
    "kafka": "kafka",
    "cert-manager": "cert-manager",
    "argocd": "argocd",
    "velero": "velero",
    "gateway": "nginx-gateway",
}


def thresholds(on: Foundation) -> Iterator[Finding]:
    """Each promised alert fires at its value, after its time, with its severity."""
    if not on.is_real:
        return
    found = {rule["alert"]: rule for rule in _rules(on) if "alert" in rule}
    for alarm in ALARMS:
        rule = found.get(alarm.name)
        if rule is None:
            yield Finding("alert-missing", alarm.name, "nobody would be notified")
            continue
        expression = str(rule.get("expr"))
        if alarm.metric not in expression:
            yield Finding("alert-threshold", alarm.name, f"does not look at {alarm.metric}")
        if alarm.comparison and not _fires_at(expression, alarm):
            message = f"must fire at {alarm.comparison} {alarm.threshold:g}: {expression}"
            yield Finding("alert-threshold", alarm.name, message)
        if alarm.window and set(re.findall(r"\[(\w+)\]", expression)) != {alarm.window}:
            yield Finding("alert-threshold", alarm.name, f"must look back {alarm.window}")
        if seconds(rule.get("for", "0s")) != alarm.waits:
            yield Finding(
                "alert-threshold", alarm.name, f"must wait {alarm.waits} s, not {rule.get('for')}"
            )
        if dig(rule, "labels/severity") != alarm.severity:
            yield Finding("alert-severity", alarm.name, f"must be {alarm.severity}")


def _fires_at(expression: str, alarm: Alarm) -> bool:
    # The first comparison is the promise; what is joined to it by `and` or `or` guards it.
    compared = _COMPARED.search(expression)
    if compared is None:
        return False
    value = math.prod(float(factor) for factor in compared[2].split("*"))
    return compared[1] == alarm.comparison and math.isclose(value, alarm.threshold)


def silence(on: Foundation) -> Iterator[Finding]:
    """Where something always runs, its silence is an alert too."""
    for rule in _rules(on):
        name = rule.get("alert", "")
        watched = name.endswith(("Overdue", "Down", "Missing", "NotMeasured"))
        if watched and "absent(" not in str(rule.get("expr")):
            yield Finding("alert-silent", name, "without measurements it never fires")
        if name and seconds(rule.get("for", "0s")) > HOUR:
            yield Finding("alert-late", name, "nobody is notified for more than an hour")


def routes(on: Foundation) -> Iterator[Finding]:
    """Critical alerts reach the person on call, and every alert reaches somebody."""
    values = on.charts.get("kube-prometheus-stack")
    if values is None:
        return
    place = "Chart/kube-prometheus-stack"
    yield from held("monitoring", place, values, _MONITORING)
    config: Manifest = dig(values, "alertmanager/config") or {}
    receivers = {one.get("name"): one for one in config.get("receivers") or ()}

    def heard(name: Any, *, by_a_machine: bool = False) -> bool:
        return any(
            key.endswith("_configs") and value and (key != "webhook_configs" or by_a_machine)
            for key, value in receivers.get(name, {}).items()
        )

    if not heard(dig(config, "route/receiver")):
        yield Finding("alert-route", place, "alerts without a route reach nobody")
    critical = [
        one
        for one in dig(config, "route/routes") or ()
        if 'severity = "critical"' in (one.get("matchers") or ())
    ]
    if not any(
        heard(one.get("receiver")) and one.get("receiver") != dig(config, "route/receiver")
        for one in critical
    ):
        yield Finding("alert-route", place, "a critical alert wakes nobody")
    for one in dig(config, "route/routes") or ():
        matchers = one.get("matchers") or ()
        alive = matchers == ['alertname = "Watchdog"']
        if one.get("mute_time_intervals") or not heard(one.get("receiver"), by_a_machine=alive):
            yield Finding("alert-route", place, f"{matchers} reaches nobody")
    for message in _silenced(config):
        yield Finding("alert-route", place, message)


def _silenced(config: Manifest) -> Iterator[str]:
    for receiver in config.get("receivers") or ():
        for one in receiver.get("slack_configs") or ():
            if not (one.get("channel") and one.get("api_url_file")):
                yield f"{receiver.get('name')} has no channel or no address"
    for one in config.get("inhibit_rules") or ():
        targets = one.get("target_matchers") or ()
        # Without a label that both sides share it must name exactly one alert.
        named = any(_NAMED.fullmatch(each) for each in targets)
        if not (one.get("equal") or named) or 'severity = "critical"' in targets:
            yield "one alert silences those that have nothing to do with it"


_MONITORING = (
    Must("crds/enabled", is_(True), "no monitor and no rule could be made"),
    Must("prometheus/prometheusSpec/podAntiAffinity", is_("hard"), "one node would take both"),
    Must(
        "prometheus/prometheusSpec/replicas", at_least(2), "nobody watches while a node is drained"
    ),
    Must("prometheus/prometheusSpec/retention", lasts(METRICS_KEPT.value), METRICS_KEPT.words),
    Must("prometheus/prometheusSpec/scrapeInterval", lasts(1, SEEN_EVERY.value), SEEN_EVERY.words),
    Must(
        "prometheus/prometheusSpec/storageSpec/volumeClaimTemplate/spec/resources/requests/storage",
        given,
        "a restart would forget everything",
    ),
    Must(
        "prometheus/prometheusSpec/ruleSelectorNilUsesHelmValues",
        is_(False),
        "our rules would be ignored",
    ),
    Must(
        "prometheus/prometheusSpec/podMonitorSelectorNilUsesHelmValues",
        is_(False),
        "our monitors would be ignored",
    ),
    Must(
        "prometheus/prometheusSpec/serviceMonitorSelectorNilUsesHelmValues",
        is_(False),
        "our monitors would be ignored",
    ),
    Must(
        "alertmanager/alertmanagerSpec/replicas",
        at_least(2),
        "nobody is notified while a node is drained",
    ),
    Must("alertmanager/alertmanagerSpec/secrets", given, "it could not reach Slack"),
    Must(
        "alertmanager/alertmanagerSpec/storage/volumeClaimTemplate/spec/resources/requests/storage",
        given,
        "silences would be forgotten",
    ),
    Must("defaultRules/create", is_(True), "nobody watches the cluster itself"),
    Must("grafana/grafana.ini/auth.anonymous/enabled", is_(False), "everybody may look"),
    Must("grafana/grafana.ini/users/allow_sign_up", is_(False), "anybody could be a user"),
    Must("grafana/admin/existingSecret", given, "the chart's default password is known"),
    Must("grafana/adminPassword", lambda value: value is None, "a password in Git"),
    Must("grafana/sidecar/dashboards/enabled", is_(True), "our dashboards would not be shown"),
    Must(
        "prometheus-node-exporter/namespaceOverride",
        is_("kube-system"),
        "it needs the host, which `monitoring` refuses",
    ),
)


def monitors(on: Foundation) -> Iterator[Finding]:
    """Everything an alert uses is measured, often enough, where it runs."""
    if not on.is_real:
        return
    found = {name_of(one): one for kind in ("PodMonitor", "ServiceMonitor") for one in on.of(kind)}
    for name, namespace in MONITORED.items():
        one = found.get(name)
        if one is None:
            yield Finding("monitor-missing", name, "nothing measures it")
            continue
        if dig(one, "spec/namespaceSelector/matchNames") != [namespace]:
            yield Finding("monitor", where(one), f"must look in {namespace}")
        if not dig(one, "spec/selector"):
            yield Finding("monitor", where(one), "measures every pod it finds")
        points = [
            *(dig(one, "spec/endpoints") or ()),
            *(dig(one, "spec/podMetricsEndpoints") or ()),
        ]
        most = _FUNCTIONS_SEEN if name == "functions" else SEEN_EVERY.value
        for point in points or [{}]:
            if not 0 < seconds(point.get("interval")) <= most:
                yield Finding("monitor", where(one), f"must be measured every {most} s")
            if not {"port", "portNumber", "targetPort"} & point.keys():
                yield Finding("monitor", where(one), "asks no port")
            labels = {each.get("targetLabel") for each in point.get("relabelings") or ()}
            if name == "functions" and not {"service", "revision"} <= labels:
                yield Finding("monitor", where(one), "the canary asks by service and revision")


def dashboards(on: Foundation) -> Iterator[Finding]:
    """Grafana finds each dashboard by its label."""
    for one in on.of("ConfigMap"):
        board = any(key.endswith(".json") for key in one.get("data") or {})
        if namespace_of(one) == "monitoring" and board:
            yield from held("dashboard", where(one), one, _BOARD)


_BOARD = (Must("metadata/labels/grafana_dashboard", is_("1"), "Grafana would not show it"),)


def _rules(on: Foundation) -> Iterator[Manifest]:
    for one in on.of("PrometheusRule"):
        for group in dig(one, "spec/groups") or ():
            yield from group.get("rules") or ()
