"""The figures of the business for a Prometheus on this machine, as the cluster's exporter has them.

Both read the queries of `manifests/platform/stores/base/figures.yaml`, which has the format of
CloudNativePG's custom queries. Metrics have no prefix here; in the cluster a relabeling removes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from psycopg.rows import dict_row

from local import yaml_text
from local.exposition import exposition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    Family = CounterMetricFamily | GaugeMetricFamily
    Rows = Sequence[Mapping[str, Any]]

QUERIES = "manifests/platform/stores/base/figures.yaml"
_FAMILIES = {"COUNTER": CounterMetricFamily, "GAUGE": GaugeMetricFamily}


class Figures:
    """The queries of one file, asked of one database."""

    def __init__(self, file: Path, url: str) -> None:
        self._file = file
        self._url = url

    async def exposition(self) -> bytes:
        """Return all figures in Prometheus' text format, at one moment. Raises psycopg.Error."""
        queries: dict[str, Any] = yaml_text.load(self._file.read_bytes())
        found: dict[str, Rows] = {}
        async with (
            await psycopg.AsyncConnection[dict[str, Any]].connect(
                self._url, row_factory=dict_row, connect_timeout=3
            ) as connection,
            connection.transaction(),
        ):
            await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            for name, query in queries.items():
                cursor = await connection.execute(query["query"].encode())
                found[name] = await cursor.fetchall()
        return exposition(_families(queries, found))


def _families(queries: Mapping[str, Any], found: Mapping[str, Rows]) -> Iterator[Family]:
    for name, query in queries.items():
        columns = {key: facts for each in query["metrics"] for key, facts in each.items()}
        labels = [key for key, facts in columns.items() if facts["usage"] == "LABEL"]
        for key, facts in columns.items():
            if key in labels:
                continue
            family: Family = _FAMILIES[facts["usage"]](
                f"{name}_{key}", facts["description"], labels=labels
            )
            for row in found[name]:
                family.add_metric([row[label] for label in labels], float(row[key]))
            yield family
