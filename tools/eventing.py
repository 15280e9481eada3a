"""Generate eventing/ from the endpoint table: the broker, the triggers, the sources.

Argo CD syncs these manifests to the cluster and the one-machine host reads the same ones, so an
event takes the same way in both. Change a function's func.yaml, never these files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools import func_yaml
from tools.endpoints import Endpoint, EndpointError, read_endpoints
from tools.generated import Generator
from tools.manifests.event_types import event_types
from tools.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HEADER = b"# Made by `nox -s generate` from the functions' func.yaml files: change those.\n"
TYPES_HEADER = (
    b"# Made by `nox -s generate` from the events' schemas: change the event types in libs/.\n"
)
OWNED = (
    "eventing/broker.yaml",
    "eventing/kustomization.yaml",
    "eventing/triggers/*.yaml",
    "eventing/sources/*.yaml",
    "eventing/types.yaml",
)
Manifest = dict[str, Any]


def render(root: Path = ROOT) -> dict[str, bytes]:
    """Make every manifest of eventing/, by path. Raises EndpointError or FuncYamlError."""
    defaults = func_yaml.read(root / "func.yaml")
    namespace = str(defaults["namespace"])
    endpoints = read_endpoints(root)
    services = {one.service for one in endpoints}
    made: dict[str, Manifest] = {}
    brokers = {item.broker for one in endpoints for item in one.subscriptions} or {"default"}
    if brokers != {"default"}:
        message = f"there is one broker, default; subscriptions name {', '.join(sorted(brokers))}"
        raise EndpointError(message)
    made["broker.yaml"] = broker("default", namespace)
    for one in endpoints:
        if one.dead_letter_sink and one.dead_letter_sink not in services:
            message = f"{one.name}: its dead letter sink {one.dead_letter_sink} is not a function"
            raise EndpointError(message)
        if one.subscriptions:
            made[f"triggers/{one.service}.yaml"] = trigger(one, namespace)
        if one.schedule:
            made[f"sources/{one.service}.yaml"] = ping_source(one, namespace)
    types = event_types(root)
    made["kustomization.yaml"] = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namespace": namespace,
        "resources": sorted([*made, *(["types.yaml"] if types else [])]),
    }
    files = {
        f"eventing/{name}": HEADER + func_yaml.dump(manifest) for name, manifest in made.items()
    }
    if types:
        files["eventing/types.yaml"] = TYPES_HEADER + func_yaml.dump_all(types.values())
    return files


def broker(name: str, namespace: str) -> Manifest:
    """Make the broker: Kafka, because what is in memory is lost when its pod is."""
    return {
        "apiVersion": "eventing.knative.dev/v1",
        "kind": "Broker",
        "metadata": {
            "name": name,
            "namespace": namespace,
            # Cannot be changed later, so it is written out and not left to the cluster's default.
            "annotations": {"eventing.knative.dev/broker.class": "Kafka"},
        },
        "spec": {
            "config": {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "name": "kafka-broker-config",
                "namespace": "knative-eventing",
            }
        },
    }


def trigger(one: Endpoint, namespace: str) -> Manifest:
    """Make the trigger of one event function: all its subscriptions in one, so one delivery each.

    A function that subscribed twice would get an event that fits both filters twice.
    """
    assert one.delivery is not None  # noqa: S101 - a record with subscriptions has it
    exact = [{"exact": dict(item.filters)} for item in one.subscriptions]
    delivery: Manifest = {
        "retry": one.delivery.retry,
        "backoffPolicy": one.delivery.backoff_policy,
        "backoffDelay": one.delivery.backoff_delay,
        "timeout": one.delivery.timeout,
    }
    if one.dead_letter_sink:
        delivery["deadLetterSink"] = {"ref": _service(one.dead_letter_sink, namespace)}
    broker_name = one.subscriptions[0].broker
    return {
        "apiVersion": "eventing.knative.dev/v1",
        "kind": "Trigger",
        "metadata": {"name": one.service, "namespace": namespace},
        "spec": {
            "broker": broker_name,
            "filters": exact if len(exact) == 1 else [{"any": exact}],
            "subscriber": {"ref": _service(one.service, namespace)},
            "delivery": delivery,
        },
    }


def ping_source(one: Endpoint, namespace: str) -> Manifest:
    """Make the source that calls one function on a schedule, in UTC."""
    return {
        "apiVersion": "sources.knative.dev/v1",
        "kind": "PingSource",
        "metadata": {"name": one.service, "namespace": namespace},
        "spec": {
            "schedule": one.schedule,
            "contentType": "application/json",
            "data": "{}",
            "sink": {"ref": _service(one.service, namespace)},
        },
    }


def _service(name: str, namespace: str) -> Manifest:
    return {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "name": name,
        "namespace": namespace,
    }


GENERATOR = Generator(OWNED, render)
