"""The broker's backlog under the names that Kafka's exporter uses, so that the same rules apply.

https://github.com/danielqsj/kafka_exporter: offsets by topic and partition, lag by consumer group.
Knative names a trigger's consumer group after its namespace and name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client.core import GaugeMetricFamily

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client.metrics_core import Metric

    from local.broker.stream import Backlog

DEAD_LETTERS_TOPIC = "learning-dead-letters"
_GROUP = "knative-trigger-learning-{}"


def families(backlog: Backlog) -> Iterator[Metric]:
    """Yield the number of dead letters that there ever were, and what waits for each trigger."""
    offset = GaugeMetricFamily(
        "kafka_topic_partition_current_offset",
        "Entries that were ever written",
        labels=["topic", "partition"],
    )
    offset.add_metric([DEAD_LETTERS_TOPIC, "0"], backlog.buried)
    yield offset
    lag = GaugeMetricFamily(
        "kafka_consumergroup_lag", "Entries not yet delivered", labels=["consumergroup"]
    )
    for trigger, waiting in backlog.waiting.items():
        lag.add_metric([_GROUP.format(trigger)], waiting)
    yield lag
