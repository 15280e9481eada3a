"""Kafka: each event on three brokers, and none accepted by one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, name_of, namespace_of, where
from tools.manifests.foundation import dig
from tools.manifests.promises import (
    COPIES,
    IN_SYNC,
    KEPT,
)
from tools.manifests.rules.foundation.musts import (
    Must,
    at_least,
    at_most,
    given,
    held,
    is_,
    off,
)
from tools.manifests.rules.foundation.namespaces import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation


ZONE = "topology.kubernetes.io/zone"


def copies(on: Foundation) -> Iterator[Finding]:
    """Kafka keeps each event on three brokers and accepts none until two have written it."""
    pools, clusters = list(on.of("KafkaNodePool")), list(on.of("Kafka"))
    if on.is_real and not (pools and clusters):
        yield Finding("kafka-copies", "kafka", "there is no Kafka")
    for one in pools:
        yield from held("kafka-copies", where(one), one, _POOL)
        for volume in dig(one, "spec/storage/volumes") or [{}]:
            yield from held("kafka-copies", where(one), volume, _VOLUME)
    for one in clusters:
        yield from held("kafka-copies", where(one), one, _KAFKA)
    for one in on.of("KafkaTopic"):
        yield from held("kafka-copies", where(one), one, _TOPIC)
    names = {name_of(one) for one in clusters}
    for one in (*on.of("KafkaTopic"), *pools):
        if dig(one, "metadata/labels/strimzi.io~1cluster") not in names:
            yield Finding("kafka-copies", where(one), "belongs to no cluster")


def listeners(on: Foundation) -> Iterator[Finding]:
    """Kafka can be reached only inside the cluster, by named clients."""
    for one in on.of("Kafka"):
        for listener in dig(one, "spec/kafka/listeners") or ():
            if listener.get("type") not in {"internal", "cluster-ip"}:
                yield Finding("kafka-open", where(one), f"{listener.get('name')} leads outside")
            if not all(named(peer) for peer in listener.get("networkPolicyPeers") or [{}]):
                yield Finding("kafka-open", where(one), f"{listener.get('name')} is for everybody")


_VOLUME = (
    Must("type", is_("persistent-claim"), "events must outlive the pod"),
    Must("deleteClaim", is_(False), "events must outlive the pool"),
)
_POOL = (
    Must("spec/replicas", at_least(COPIES.value), COPIES.words),
    Must(
        "spec/roles", lambda roles: {"broker", "controller"} <= set(roles or ()), "both are needed"
    ),
)
_KAFKA = (
    Must("spec/kafka/config/default.replication.factor", at_least(COPIES.value), COPIES.words),
    Must("spec/kafka/config/min.insync.replicas", at_least(IN_SYNC.value), IN_SYNC.words),
    Must(
        "spec/kafka/config/offsets.topic.replication.factor", at_least(COPIES.value), COPIES.words
    ),
    Must(
        "spec/kafka/config/transaction.state.log.replication.factor",
        at_least(COPIES.value),
        COPIES.words,
    ),
    Must("spec/kafka/config/transaction.state.log.min.isr", at_least(IN_SYNC.value), IN_SYNC.words),
    Must(
        "spec/kafka/config/auto.create.topics.enable", is_(False), "a misspelt topic would be one"
    ),
    Must(
        "spec/kafka/config/unclean.leader.election.enable",
        off,
        "a broker that is behind would drop events",
    ),
    Must("spec/kafka/rack/topologyKey", is_(ZONE), COPIES.words),
    Must(
        "spec/kafka/template/podDisruptionBudget/maxUnavailable",
        at_most(1),
        "a drain may take the majority",
    ),
    Must("spec/kafka/metricsConfig/type", given, "a lost copy would not be seen"),
)
_TOPIC = (
    Must("spec/replicas", at_least(COPIES.value), COPIES.words),
    Must("spec/config/min.insync.replicas", at_least(IN_SYNC.value), IN_SYNC.words),
    Must("spec/config/retention.ms", at_least(KEPT.value * 1000), "dead letters are kept 30 days"),
)


def broker(on: Foundation) -> Iterator[Finding]:
    """The broker's own topics have the same copies, at the Kafka that is there."""
    if not on.is_real:
        return
    found = on.find("ConfigMap", "kafka-broker-config", "knative-eventing")
    if found is None:
        yield Finding("broker-copies", "knative-eventing", "the broker's topics have the defaults")
        return
    yield from held("broker-copies", where(found), found, _BROKER)
    address = str(dig(found, "data/bootstrap.servers"))
    hosts = {f"{name_of(one)}-kafka-bootstrap.{namespace_of(one)}.svc" for one in on.of("Kafka")}
    if not any(address.startswith((f"{host}:", f"{host}.cluster.local:")) for host in hosts):
        yield Finding("broker-copies", where(found), f"{address} is not our Kafka")
    ports = {
        str(each.get("port"))
        for one in on.of("Kafka")
        for each in dig(one, "spec/kafka/listeners") or ()
    }
    if address.rpartition(":")[2] not in ports:
        yield Finding("broker-copies", where(found), f"nobody listens at {address}")


_BROKER = (
    Must("data/default.topic.replication.factor", at_least(COPIES.value), COPIES.words),
    Must("data/default.topic.config.min.insync.replicas", at_least(IN_SYNC.value), IN_SYNC.words),
    Must(
        "data/default.topic.config.retention.ms",
        at_least(7 * 86_400_000),
        "a consumer may be down for a week",
    ),
    Must("data/default.topic.partitions", at_least(COPIES.value), "consumers share partitions"),
)
