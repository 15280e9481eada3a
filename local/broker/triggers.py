"""Triggers and sources, read from the same manifests that Argo CD syncs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import yaml

from local import yaml_text
from local.broker.filters import Filter, trigger_filter
from local.errors import HostError
from local.project import BROKER
from local.webhook import DURATION, faults

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Destination:
    """Where events are sent: a Knative Service by name, the broker, or a plain URL."""

    service: str = ""
    broker: str = ""
    uri: str = ""

    @classmethod
    def parse(cls, spec: Mapping[str, Any]) -> Destination:
        """Read `{ref: {kind, name}, uri}`; raises `HostError` for an unsupported destination."""
        reference: Mapping[str, str] = spec.get("ref") or {}
        uri = spec.get("uri", "")
        match reference.get("kind"):
            case "Service":
                return cls(service=reference["name"], uri=uri)
            case "Broker":
                return cls(broker=reference["name"], uri=uri)
            case None if uri:
                return cls(uri=uri)
        message = f"{dict(spec)} is not a Service, a Broker or a URL"
        raise HostError(message)

    def __str__(self) -> str:
        """Return the name shown to people."""
        return self.service or self.broker or self.uri


@dataclass(frozen=True, slots=True)
class Delivery:
    """How persistently to deliver; the retries come on top of the first attempt."""

    retry: int = 0
    policy: str = "exponential"
    delay_seconds: float = 0.2
    # Longer than a cold start and the runtime's deadline together.
    timeout_seconds: float = 35.0
    dead_letter_sink: Destination | None = None

    @classmethod
    def parse(cls, spec: Mapping[str, Any], base: Delivery | None = None) -> Delivery:
        """Read a delivery spec; missing values are taken from `base`."""
        base = base or cls()
        sink = spec.get("deadLetterSink")
        if spec.get("format") == "json":
            message = "format json is not supported on one machine: delivery is in binary mode"
            raise HostError(message)
        return cls(
            retry=int(spec.get("retry", base.retry)),
            policy=spec.get("backoffPolicy", base.policy),
            delay_seconds=_seconds(spec, "backoffDelay", base.delay_seconds),
            timeout_seconds=_seconds(spec, "timeout", base.timeout_seconds),
            dead_letter_sink=base.dead_letter_sink if sink is None else Destination.parse(sink),
        )

    def backoff_seconds(self, retries: int) -> float:
        """Return how long to wait before the given retry, the first one being 1."""
        if self.policy == "linear":
            return self.delay_seconds * retries
        # A float has room for it: nobody waits that long, but nothing overflows either.
        return self.delay_seconds * 2.0 ** min(retries, 64)


@dataclass(frozen=True, slots=True)
class Trigger:
    """One subscription of one function."""

    name: str
    wants: Filter
    subscriber: Destination
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class PingSource:
    """A clock that sends an event on a schedule."""

    name: str
    namespace: str
    schedule: str
    timezone: str
    content_type: str
    data: str
    data_base64: str
    sink: Destination


def read_triggers(eventing: Path) -> list[Trigger]:
    """Read triggers/*.yaml with the broker's own delivery as their base; raises `HostError`."""
    base = Delivery()
    broker_file = eventing / "broker.yaml"
    if broker_file.exists():
        for document in _documents(broker_file):
            if document.get("kind") == "Broker":
                base = Delivery.parse(document["spec"].get("delivery") or {})
    return [
        _trigger(document, base, file)
        for file in sorted((eventing / "triggers").glob("*.yaml"))
        for document in _documents(file)
        if document.get("kind") == "Trigger" and document["spec"]["broker"] == BROKER
    ]


def read_sources(eventing: Path) -> list[PingSource]:
    """Read the PingSources of sources/*.yaml; raises `HostError`."""
    sources = []
    for file in sorted((eventing / "sources").glob("*.yaml")):
        for document in _documents(file):
            if document.get("kind") == "PingSource":
                spec, metadata = document["spec"], document["metadata"]
                sources.append(
                    PingSource(
                        name=metadata["name"],
                        namespace=metadata.get("namespace", "default"),
                        schedule=spec.get("schedule", "* * * * *"),
                        timezone=spec.get("timezone", "UTC"),
                        content_type=spec.get("contentType", ""),
                        data=spec.get("data", ""),
                        data_base64=spec.get("dataBase64", ""),
                        sink=Destination.parse(spec["sink"]),
                    )
                )
    return sources


def _trigger(document: Mapping[str, Any], base: Delivery, file: Path) -> Trigger:
    spec = document["spec"]
    try:
        return Trigger(
            name=document["metadata"]["name"],
            wants=trigger_filter(spec),
            subscriber=Destination.parse(spec["subscriber"]),
            delivery=Delivery.parse(spec.get("delivery") or {}, base),
        )
    except (KeyError, TypeError, ValueError, HostError) as fault:
        message = f"{file} cannot be read: {fault}"
        raise HostError(message) from fault


def _documents(file: Path) -> list[dict[str, Any]]:
    """Read a file's manifests; raises `HostError` for any that a cluster would refuse."""
    try:
        found = [one for one in yaml_text.load_all(file.read_text()) if isinstance(one, dict)]
    except yaml.YAMLError as fault:
        message = f"{file} cannot be read: {fault}"
        raise HostError(message) from fault
    refused = [fault for document in found for fault in faults(document)]
    if refused:
        message = f"{file} cannot be read: {'; '.join(refused)}"
        raise HostError(message)
    return found


def _seconds(spec: Mapping[str, Any], name: str, default: float) -> float:
    text = spec.get(name)
    if text is None:
        return default
    found = DURATION.fullmatch(text)
    if found is None:
        message = f"{name} {text!r} is not an ISO 8601 duration, such as PT2S"
        raise HostError(message)
    parts = {unit: float(number) for unit, number in found.groupdict(default="0").items()}
    return timedelta(**parts).total_seconds()
