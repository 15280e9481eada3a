"""What Knative's webhook refuses stops the start here, naming the field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from local import yaml_text
from local.broker.triggers import read_sources, read_triggers
from local.errors import HostError
from local.project import HERE
from local.schedules import schedule_fault
from local.webhook import faults

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = {"apiVersion": "serving.knative.dev/v1", "kind": "Service", "name": "index-course"}


def manifest(kind: str, spec: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    """Return a manifest of eventing."""
    return {
        "kind": kind,
        "metadata": {"name": "a", "namespace": "learning", **metadata},
        "spec": spec,
    }


def trigger(**more: Any) -> dict[str, Any]:
    """Return a valid trigger with the given changes; None leaves a field out."""
    spec = {"broker": "default", "subscriber": {"ref": SERVICE}, **more}
    return manifest("Trigger", {name: value for name, value in spec.items() if value is not None})


def source(**more: Any) -> dict[str, Any]:
    """Return a valid source with the given changes."""
    return manifest("PingSource", {"sink": {"ref": SERVICE}, **more})


def without(name: str) -> dict[str, Any]:
    """Return a subscriber whose reference lacks a field."""
    return {"ref": {key: value for key, value in SERVICE.items() if key != name}}


TAKEN = [
    trigger(),
    trigger(filter={"attributes": {"type": "a.b"}}),
    trigger(filters=[{"any": [{"exact": {"type": "a"}}, {"not": {"suffix": {"id": "1"}}}]}]),
    trigger(filters=[{"cesql": "type = 'a'"}]),
    trigger(subscriber={"uri": "http://there/"}),
    trigger(subscriber={"ref": SERVICE, "uri": "/events"}),
    trigger(delivery={"retry": 0, "backoffPolicy": "linear", "backoffDelay": "PT0S"}),
    trigger(delivery={"timeout": "PT0.5S", "format": "binary"}),
    source(),
    source(schedule="@daily", timezone="Europe/Berlin"),
    source(contentType="application/json", data="{}"),
    source(contentType="text/plain", data="hello"),
    source(contentType="application/json", dataBase64="e30="),
    manifest("Broker", {"delivery": {"retry": 5}}),
    {"kind": "Kustomization"},
]
REFUSED = [
    # trigger_validation.go
    (trigger(broker=None), "spec.broker: is missing"),
    (trigger(broker=""), "spec.broker: is missing"),
    (trigger(broker=None, brokr="default"), "spec.brokr: unknown field"),
    (
        trigger(brokerRef={"name": "x"}),
        "spec.brokerRef: is behind the flag cross-namespace-event-links",
    ),
    (trigger(filter={"attributes": {"TYPE": "a"}}), "invalid key name 'TYPE'"),
    (trigger(filter={"attributes": {"1type": "a"}}), "invalid key name '1type'"),
    (
        trigger(filter={"attributes": {"type": 1}}),
        "spec.filter.attributes[type]: 1 is not a string",
    ),
    (trigger(filter={"attributes": ["type"]}), "spec.filter.attributes: is not a mapping"),
    (trigger(filter={"type": "a"}), "spec.filter.type: unknown field"),
    (trigger(filters={"exact": {}}), "spec.filters: is not a list"),
    (trigger(filters=["type"]), "spec.filters[0]: is not a filter"),
    (trigger(filters=[{"exakt": {}}]), "spec.filters[0].exakt: unknown field"),
    (trigger(filters=[{"exact": {"a": "1"}, "prefix": {"a": "1"}}]), "multiple dialects found"),
    (trigger(filters=[{"all": [{"suffix": {"a-b": "1"}}]}]), "spec.filters[0].all[0].suffix[a-b]"),
    (trigger(filters=[{"not": {"exact": {"A": "1"}}}]), "spec.filters[0].not.exact[A]"),
    # destination.go, knative_reference.go
    (trigger(subscriber=None), "spec.subscriber: expected at least one, got none: ref, uri"),
    (trigger(subscriber={}), "spec.subscriber: expected at least one, got none: ref, uri"),
    (trigger(subscriber={"url": "http://x"}), "spec.subscriber.url: unknown field"),
    (trigger(subscriber={"uri": "/events"}), "a relative URI is not allowed without a ref"),
    (trigger(subscriber={"uri": "http://["}), "spec.subscriber.uri: 'http://[' is not a URI"),
    (trigger(subscriber={"ref": SERVICE, "uri": "http://x/"}), "an absolute URI is not allowed"),
    (trigger(subscriber=without("name")), "spec.subscriber.ref.name: is missing"),
    (trigger(subscriber=without("kind")), "spec.subscriber.ref.kind: is missing"),
    (trigger(subscriber=without("apiVersion")), "spec.subscriber.ref.apiVersion: is missing"),
    (trigger(subscriber={"ref": {**SERVICE, "group": "x"}}), "behind the flag kreference-group"),
    # delivery_types.go
    (trigger(delivery=3), "spec.delivery: is not a delivery"),
    (trigger(delivery={"retry": -1}), "spec.delivery.retry: invalid value: -1"),
    (trigger(delivery={"retry": 2**31}), "spec.delivery.retry: invalid value"),
    (trigger(delivery={"retry": "3"}), "spec.delivery.retry: invalid value: '3'"),
    (trigger(delivery={"retry": True}), "spec.delivery.retry: invalid value: True"),
    (trigger(delivery={"backoffPolicy": "banana"}), "spec.delivery.backoffPolicy: invalid value"),
    (trigger(delivery={"backoffDelay": "2s"}), "spec.delivery.backoffDelay: invalid value"),
    (trigger(delivery={"backoffDelay": "P"}), "spec.delivery.backoffDelay: invalid value"),
    (trigger(delivery={"backoffDelay": "PT"}), "spec.delivery.backoffDelay: invalid value"),
    (trigger(delivery={"backoffDelay": "P1DT"}), "spec.delivery.backoffDelay: invalid value"),
    (trigger(delivery={"timeout": 30}), "spec.delivery.timeout: invalid value: 30"),
    (trigger(delivery={"timeout": "PT0S"}), "spec.delivery.timeout: invalid value: 'PT0S'"),
    (trigger(delivery={"timeout": "-PT1S"}), "spec.delivery.timeout: invalid value"),
    (trigger(delivery={"format": "xml"}), "spec.delivery.format: invalid value: 'xml'"),
    (trigger(delivery={"retryAfterMax": "PT1S"}), "behind the flag delivery-retryafter"),
    (trigger(delivery={"retries": 1}), "spec.delivery.retries: unknown field"),
    (
        trigger(delivery={"deadLetterSink": {}}),
        "spec.delivery.deadLetterSink: expected at least one",
    ),
    (manifest("Broker", {"delivery": {"retry": -1}}), "spec.delivery.retry: invalid value: -1"),
    (manifest("Broker", {"config": {"name": "x"}}), "spec.config.apiVersion: is missing"),
    (manifest("Broker", {"class": "Kafka"}), "spec.class: unknown field"),
    # ping_validation.go
    (source(schedule="nope"), "spec.schedule: expected 5 to 6 fields, found 1"),
    (source(schedule="@every 1m"), "spec.schedule: unsupported descriptor @every 1m"),
    (source(timezone="Mars/Base"), "spec.timezone: provided bad location Mars/Base"),
    (source(data="a", dataBase64="YQ=="), "got both: data, dataBase64"),
    (source(dataBase64="%"), "spec.dataBase64: invalid value"),
    (source(contentType="application/json", data="[]"), "spec.data: invalid value"),
    (source(contentType="application/json", data="{"), "spec.data: invalid value"),
    (source(contentType="application/json", dataBase64="YQ=="), "spec.dataBase64: invalid value"),
    (source(data=7), "spec.data: invalid value"),
    (source(sink={}), "spec.sink: expected at least one, got none"),
    (source(every="minute"), "spec.every: unknown field"),
    # The API server's own rules.
    (manifest("Trigger", trigger()["spec"], name="a_b"), "'a_b' is not a subdomain (RFC 1123)"),
    (manifest("Trigger", trigger()["spec"], name="a" * 254), "is not a subdomain (RFC 1123)"),
    (manifest("Trigger", trigger()["spec"], namespace="a.b"), "'a.b' is not a label (RFC 1123)"),
    ({"kind": "Trigger", "metadata": {"name": "a"}}, "spec: is missing"),
    ({"kind": "Trigger", "spec": trigger()["spec"]}, "metadata.name: None is not a subdomain"),
]


@pytest.mark.parametrize("document", TAKEN)
def test_what_the_webhook_takes_is_taken(document: dict[str, Any]) -> None:
    """No fault is named."""
    assert list(faults(document)) == []


@pytest.mark.parametrize(("document", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_the_webhook_refuses_is_refused(document: dict[str, Any], reason: str) -> None:
    """The first fault begins with the field that has it."""
    (first, *_) = faults(document)
    assert reason in first


@pytest.mark.parametrize(
    ("folder", "document", "reason"),
    [
        ("triggers", trigger(delivery={"retry": -1}), r"spec\.delivery\.retry"),
        ("sources", source(schedule="60 * * * *"), r"spec\.schedule: '60' is no minute"),
    ],
)
def test_the_host_does_not_start_with_it(
    tmp_path: Path, folder: str, document: dict[str, Any], reason: str
) -> None:
    """The message has the file and the field; another broker's trigger is checked as well."""
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "bad.yaml").write_text(yaml.safe_dump(document))
    read = read_triggers if folder == "triggers" else read_sources
    with pytest.raises(HostError, match=rf"bad\.yaml cannot be read: {reason}"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("delivery", "reason"), [({"format": "json"}, "format json is not supported on one machine")]
)
def test_what_only_a_cluster_can_is_said(
    tmp_path: Path, delivery: dict[str, Any], reason: str
) -> None:
    """The webhook accepts it, this broker does not."""
    (tmp_path / "triggers").mkdir()
    (tmp_path / "triggers" / "bad.yaml").write_text(yaml.safe_dump(trigger(delivery=delivery)))
    with pytest.raises(HostError, match=reason):
        read_triggers(tmp_path)


def test_the_repositorys_own_manifests_are_taken() -> None:
    """All of eventing/."""
    documents = [
        document
        for path in (HERE / "eventing").rglob("*.yaml")
        for document in yaml_text.load_all(path.read_text())
    ]
    assert [fault for document in documents for fault in faults(document)] == []
    assert {"Broker", "Trigger", "PingSource"} <= {document["kind"] for document in documents}


@pytest.mark.parametrize(
    "schedule",
    [
        *("* * * * *", "*/15 * * * *", "0 9 * * 1", "0 0 1 JAN sun", "? ? ? * ?", "@hourly"),
        *("*/10 * * * * *", "0,30 0-5,8 1-31/2 * *", "5/15 * * * *", "0 0 * * 0-6"),
    ],
)
def test_a_schedule_is_crons(schedule: str) -> None:
    """Five fields, or six with the seconds first, as robfig/cron reads them."""
    assert schedule_fault(schedule) == ""


@pytest.mark.parametrize(
    ("schedule", "reason"),
    [
        ("", "found 0"),
        ("* * * *", "found 4"),
        ("* * * * * * *", "found 7"),
        ("60 * * * *", "'60' is no minute"),
        ("* 24 * * *", "'24' is no hour"),
        ("* * 0 * *", "'0' is no day of the month"),
        ("* * L * *", "'L' is no day of the month"),
        ("* * * 13 *", "'13' is no month"),
        ("* * * * 7", "'7' is no day of the week"),
        ("* * * * mon#1", "'mon#1' is no day of the week"),
        ("* 22-2 * * *", "'22-2' is no hour"),
        ("*/0 * * * *", "'*/0' is no minute"),
        ("1-2-3 * * * *", "'1-2-3' is no minute"),
        ("1, * * * *", "'' is no minute"),
        ("-1 * * * *", "'-1' is no minute"),
        ("60 * * * * *", "'60' is no second"),
        ("@reboot", "unsupported descriptor"),
        ("CRON_TZ=UTC * * * * *", "no second"),
    ],
)
def test_a_schedule_of_another_cron_is_refused(schedule: str, reason: str) -> None:
    """Sunday as 7, ranges around midnight, the last day: croniter accepts what Knative refuses."""
    assert reason in schedule_fault(schedule)
