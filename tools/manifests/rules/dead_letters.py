"""Dead letters: stored completely, in an existing topic, on as many brokers as all events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, name_of, where
from tools.manifests.promises import COPIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.rules.case import Case


def sinks(case: Case) -> Iterator[Finding]:
    """A sink writes whole events into a topic of ours, at the broker's own Kafka."""
    topics = {name_of(one) for one in case.platform if one.get("kind") == "KafkaTopic"}
    servers = {
        one["data"]["bootstrap.servers"]
        for one in case.platform
        if name_of(one) == "kafka-broker-config" and one.get("kind") == "ConfigMap"
    }
    for one in case.documents.of("KafkaSink"):
        spec = one["spec"]
        if topics and spec.get("topic") not in topics:
            yield Finding("dead-letter-sink", where(one), f"there is no topic {spec.get('topic')}")
        if servers and set(spec.get("bootstrapServers") or ()) != servers:
            message = f"{spec.get('bootstrapServers')} is not the broker's Kafka"
            yield Finding("dead-letter-sink", where(one), message)
        if spec.get("contentMode") != "structured":
            message = "an event is kept with its attributes or it cannot be sent again"
            yield Finding("dead-letter-sink", where(one), message)
        if int(spec.get("replicationFactor") or 0) < COPIES.value:
            yield Finding("dead-letter-sink", where(one), COPIES.words)
