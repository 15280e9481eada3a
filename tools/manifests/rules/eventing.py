"""Events: every trigger selects events that exist and reaches a function that accepts them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from local.webhook import faults
from tools.manifests.documents import Finding, containers, name_of, namespace_of, where
from tools.manifests.event_types import stored
from tools.manifests.names import FRONT_END

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.names import Manifest
    from tools.manifests.rules.case import Case

# A sleeping consumer must have the time to start.
SHORTEST_TIMEOUT_SECONDS = 30
# Where each class of broker accepts events.
INGRESS = {"Kafka": "kafka-broker-ingress", "MTChannelBasedBroker": "broker-ingress"}


def triggers(case: Case) -> Iterator[Finding]:
    """A trigger's broker, consumer, dead letter sink and event types all exist."""
    brokers = {name_of(one) for one in case.documents.of("Broker")}
    types = {name_of(one) for one in case.documents.of("EventType")}
    consumers = set()
    for one in case.documents.of("Trigger"):
        place, spec = where(one), one["spec"]
        if spec.get("broker") not in brokers:
            yield Finding("trigger-broker", place, f"there is no broker {spec.get('broker')}")
        yield from _reference(case, place, spec.get("subscriber"), "trigger-consumer")
        consumers.add(((spec.get("subscriber") or {}).get("ref") or {}).get("name"))
        for key, value in _attributes(spec.get("filters") or ()):
            if key == "type" and value not in types:
                yield Finding("trigger-filter", place, f"nobody sends {value}")
        if not spec.get("filters"):
            yield Finding("trigger-filter", place, "without a filter it gets every event")
        yield from _delivery(case, place, spec.get("delivery") or {})
    for function in case.functions:
        if function.endpoint.subscriptions and function.name not in consumers:
            yield Finding("no-trigger", function.name, "subscribes in func.yaml, has no Trigger")


def _delivery(case: Case, place: str, delivery: Manifest) -> Iterator[Finding]:
    timeout = str(delivery.get("timeout", "PT0S"))
    seconds = re.fullmatch(r"PT(\d+)S", timeout)
    if seconds is None or int(seconds[1]) < SHORTEST_TIMEOUT_SECONDS:
        message = f"{timeout} leaves a sleeping function no time to start"
        yield Finding("trigger-delivery", place, message)
    for name in ("retry", "backoffPolicy", "backoffDelay"):
        if name not in delivery:
            yield Finding("trigger-delivery", place, f"{name} is left to the broker's class")
    if "deadLetterSink" in delivery:
        yield from _reference(case, place, delivery["deadLetterSink"], "dead-letter")


def schedules(case: Case) -> Iterator[Finding]:
    """A clock calls a function that exists; a function with a schedule has a clock."""
    for one in case.documents.of("PingSource"):
        yield from _reference(case, where(one), one["spec"].get("sink"), "trigger-consumer")
    sources = {name_of(one) for one in case.documents.of("PingSource")}
    for function in case.functions:
        if function.endpoint.schedule and function.name not in sources:
            yield Finding("no-trigger", function.name, "has a schedule, but no PingSource")


def webhook(case: Case) -> Iterator[Finding]:
    """Knative's webhook accepts every broker, trigger and clock."""
    for one in case.documents.items:
        for fault in faults(one):
            yield Finding("webhook", where(one), fault)


def types(case: Case) -> Iterator[Finding]:
    """An event type comes back from the API server as it was written."""
    for one in case.documents.of("EventType"):
        if stored(one) != one["spec"]:
            message = "the API server stores v1beta2, and something here does not survive that"
            yield Finding("not-a-fixed-point", where(one), message)


def brokers(case: Case) -> Iterator[Finding]:
    """Functions publish to an existing broker; a real one is Kafka and keeps dead letters."""
    for one in case.documents.of("Broker"):
        name = (one["metadata"].get("annotations") or {}).get("eventing.knative.dev/broker.class")
        if case.is_real and name != "Kafka":
            yield Finding("broker-class", where(one), f"{name} loses events with its pod")
        sink = (one["spec"].get("delivery") or {}).get("deadLetterSink")
        if case.is_real and sink is None:
            yield Finding("dead-letter", where(one), "what cannot be delivered is thrown away")
        if sink is not None:
            yield from _reference(case, where(one), sink, "dead-letter")
        scheme = "https" if case.is_real else "http"
        host = f"{scheme}://{INGRESS.get(str(name), '?')}.knative-eventing.svc.cluster.local"
        address = f"{host}/{namespace_of(one)}/{name_of(one)}"
        for service in (one for one in case.documents.services if name_of(one) != FRONT_END):
            for container in containers(service):
                envs = {env["name"]: env.get("value") for env in container.get("env") or ()}
                if envs.get("K_SINK") != address:
                    message = f"publishes to {envs.get('K_SINK')}, the broker is {address}"
                    yield Finding("sink", where(service), message)


def _reference(case: Case, place: str, destination: Any, rule: str) -> Iterator[Finding]:
    ref = (destination or {}).get("ref") or {}
    group = str(ref.get("apiVersion", "")).rpartition("/")[0]
    if not any(
        name_of(one) == ref.get("name") and namespace_of(one) == ref.get("namespace")
        for one in case.documents.of(str(ref.get("kind")), group)
    ):
        yield Finding(rule, place, f"there is no {ref.get('kind')} {ref.get('name')}")


def _attributes(filters: Any) -> Iterator[tuple[str, str]]:
    for one in filters:
        for dialect, content in one.items():
            if dialect in {"exact", "prefix", "suffix"}:
                yield from content.items()
            elif dialect in {"any", "all"}:
                yield from _attributes(content)
            elif dialect == "not":
                yield from _attributes([content])
