"""Figures of the business and of files, from the cluster's exporter to Prometheus."""

from __future__ import annotations

import re
from typing import Any

from local import yaml_text
from local.figures import QUERIES
from tools.tree import ROOT

MONITORS = ROOT / "manifests/platform/observability/monitors.yaml"


def exported() -> list[str]:
    """Name the series as CloudNativePG's exporter does: cnpg, the query, the column."""
    queries = yaml_text.load((ROOT / QUERIES).read_bytes())
    return [
        f"cnpg_{name}_{column}"
        for name, query in queries.items()
        for each in query["metrics"]
        for column, facts in each.items()
        if facts["usage"] != "LABEL"
    ]


def scraped(labels: dict[str, str]) -> dict[str, str]:
    """Return the labels of a series after the relabelings of PostgreSQL's monitor."""
    documents = yaml_text.load_all(MONITORS.read_bytes())
    (monitor,) = (each for each in documents if each["metadata"]["name"] == "postgres")
    rules: list[dict[str, Any]] = monitor["spec"]["podMetricsEndpoints"][0]["metricRelabelings"]
    for rule in rules:
        value = ";".join(labels.get(name, "") for name in rule["sourceLabels"])
        if found := re.fullmatch(rule["regex"], value):
            new = rule["replacement"].replace("$1", found[1] if found.groups() else "")
            labels = {**labels, rule["targetLabel"]: new}
    return {name: value for name, value in labels.items() if value}


def test_a_figure_is_called_the_same_everywhere_whichever_server_is_the_primary() -> None:
    """Without the exporter's prefix, and without what a switchover changes."""
    names = exported()
    assert len(names) == 12
    for name in names:
        ends = [
            scraped({"__name__": name, "pod": pod, "instance": f"{pod}:9187", "outcome": "made"})
            for pod in ("postgres-1", "postgres-2")
        ]
        assert ends[0] == ends[1]
        assert ends[0]["__name__"] == name.removeprefix("cnpg_")
        assert ends[0]["outcome"] == "made"


def test_other_series_of_the_exporter_keep_their_server() -> None:
    """Replication lag is a server's own."""
    labels = {"__name__": "cnpg_pg_replication_lag", "pod": "postgres-1", "instance": "x:9187"}
    assert scraped(labels) == labels


def test_only_the_primary_of_the_platforms_database_is_asked() -> None:
    """A standby is a moment behind; the exporter's default database has no such tables."""
    for query in yaml_text.load((ROOT / QUERIES).read_bytes()).values():
        assert query["primary"] is True
        assert query["target_databases"] == ["learning"]
