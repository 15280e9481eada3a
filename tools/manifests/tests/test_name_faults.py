"""Planted faults: names and event manifests that the API server or Knative's webhook refuses."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from tools.manifests.check import platform
from tools.manifests.documents import Documents, by_rule, containers, name_of
from tools.manifests.event_types import event_types, stored
from tools.manifests.rules import Case, eventing, names
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Documents], Any]


def one(
    documents: Documents, kind: str, name: str = "", group: str | None = None
) -> dict[str, Any]:
    """Return one document, the first of its kind unless a name is given."""
    return next(found for found in documents.of(kind, group) if name in {"", name_of(found)})


def container(documents: Documents) -> dict[str, Any]:
    """Return the container of one Knative Service."""
    return containers(one(documents, "Service", "create-course", "serving.knative.dev"))[0]


def metadata(documents: Documents, kind: str, name: str = "") -> dict[str, Any]:
    """Return the metadata of one document."""
    found: dict[str, Any] = one(documents, kind, name)["metadata"]
    return found


def revision(documents: Documents) -> dict[str, Any]:
    """Return the metadata of one Knative Service's revisions."""
    service = one(documents, "Service", "create-course", "serving.knative.dev")
    found: dict[str, Any] = service["spec"]["template"]["metadata"]
    return found


def policy(documents: Documents) -> dict[str, Any]:
    """Return the spec of one NetworkPolicy."""
    found: dict[str, Any] = one(documents, "NetworkPolicy")["spec"]
    return found


def spec(documents: Documents, kind: str) -> dict[str, Any]:
    """Return the spec of one document."""
    found: dict[str, Any] = one(documents, kind)["spec"]
    return found


# The rule that must find it, and the fault.
FAULTS: dict[str, tuple[str, Change]] = {
    "an event type that is no subdomain": (
        "object-name",
        lambda d: metadata(d, "EventType").update(name="org.learning.catalog.rebuild_requested.v1"),
    ),
    "an object in capitals": ("object-name", lambda d: metadata(d, "Trigger").update(name="Send")),
    "a Knative Service with a dot": (
        "object-name",
        lambda d: one(d, "Service", "create-course")["metadata"].update(name="create.course"),
    ),
    "a Knative Service that begins with a digit": (
        "object-name",
        lambda d: one(d, "Service", "create-course")["metadata"].update(name="2-courses"),
    ),
    "a Knative Service with a long name": (
        "object-name",
        lambda d: one(d, "Service", "create-course")["metadata"].update(name="a" * 64),
    ),
    "a route with a slash": (
        "object-name",
        lambda d: metadata(d, "HTTPRoute").update(name="courses/public"),
    ),
    "a namespace with a dot": (
        "namespace-name",
        lambda d: metadata(d, "Trigger").update(namespace="learning.org"),
    ),
    "a label of two prefixes": (
        "label-name",
        lambda d: metadata(d, "Trigger").update(labels={"learning.org/a/b": "x"}),
    ),
    "a label's value with a space": (
        "label-value",
        lambda d: metadata(d, "Trigger").update(labels={"a": "two words"}),
    ),
    "a label's value that is too long": (
        "label-value",
        lambda d: revision(d).update(labels={"a": "x" * 64}),
    ),
    "a selector of what cannot be a label": (
        "label-value",
        lambda d: policy(d).update(podSelector={"matchLabels": {"a": "-x"}}),
    ),
    "an expression over what cannot be a label": (
        "label-name",
        lambda d: policy(d).update(
            podSelector={"matchExpressions": [{"key": "a b", "operator": "Exists"}]}
        ),
    ),
    "an expression of what cannot be a value": (
        "label-value",
        lambda d: policy(d).update(
            podSelector={"matchExpressions": [{"key": "a", "operator": "In", "values": ["x y"]}]}
        ),
    ),
    "an annotation with a space": (
        "annotation-name",
        lambda d: revision(d)["annotations"].update({"autoscaling.knative.dev/max scale": "1"}),
    ),
    "annotations without end": (
        "annotation-size",
        lambda d: revision(d)["annotations"].update({"a": "x" * 262_144}),
    ),
    "a container with an underscore": (
        "container-name",
        lambda d: container(d).update(name="user_container"),
    ),
    "a port in capitals": ("port-name", lambda d: container(d)["ports"][0].update(name="HTTP")),
    "a variable with a dash": (
        "variable-name",
        lambda d: container(d)["env"].append({"name": "LMS-AREA", "value": "x"}),
    ),
    "a variable given twice": (
        "variable-name",
        lambda d: container(d)["env"].append({"name": "K_SINK", "value": "x"}),
    ),
    "a volume with a dot": (
        "volume-name",
        lambda d: one(d, "Service", "create-course")["spec"]["template"]["spec"].update(
            volumes=[{"name": "a.b", "emptyDir": {}}]
        ),
    ),
    "a key with a slash": (
        "key-name",
        lambda d: container(d)["env"].append(
            {"name": "A", "valueFrom": {"secretKeyRef": {"name": "x", "key": "a/b"}}}
        ),
    ),
    "a retry below zero": (
        "webhook",
        lambda d: spec(d, "Trigger")["delivery"].update(retry=-1),
    ),
    "a backoff that grows as it likes": (
        "webhook",
        lambda d: spec(d, "Trigger")["delivery"].update(backoffPolicy="random"),
    ),
    "a delay that is no duration": (
        "webhook",
        lambda d: spec(d, "Trigger")["delivery"].update(backoffDelay="half a second"),
    ),
    "a field behind a flag": (
        "webhook",
        lambda d: spec(d, "Trigger")["delivery"].update(retryAfterMax="PT1S"),
    ),
    "two dialects in one filter": (
        "webhook",
        lambda d: spec(d, "Trigger").update(
            filters=[{"exact": {"type": "a"}, "prefix": {"type": "a"}}]
        ),
    ),
    "a subscriber without an API": (
        "webhook",
        lambda d: spec(d, "Trigger")["subscriber"]["ref"].pop("apiVersion"),
    ),
    "a Sunday that is 7": ("webhook", lambda d: spec(d, "PingSource").update(schedule="0 0 * * 7")),
    "a time zone that is none": (
        "webhook",
        lambda d: spec(d, "PingSource").update(timezone="Mars/Base"),
    ),
    "a trigger without its retries": (
        "trigger-delivery",
        lambda d: spec(d, "Trigger")["delivery"].pop("retry"),
    ),
    "an event type that names its subject": (
        "not-a-fixed-point",
        lambda d: spec(d, "EventType")["attributes"].append({"name": "subject", "required": True}),
    ),
    "an event type with the value of its version": (
        "not-a-fixed-point",
        lambda d: spec(d, "EventType")["attributes"][0].update(value="1.0"),
    ),
    "an event type whose source is a template": (
        "not-a-fixed-point",
        lambda d: spec(d, "EventType")["attributes"][3].update(value="/functions/{function}"),
    ),
    "an event type whose broker has no namespace": (
        "not-a-fixed-point",
        lambda d: spec(d, "EventType")["reference"].pop("namespace"),
    ),
}


def found(documents: Documents) -> set[str]:
    """Name the rules of this page that find something."""
    case = Case(ROOT, documents, ())
    rules = (names.names, eventing.webhook, eventing.types, eventing.triggers)
    return by_rule(finding for rule in rules for finding in rule(case))


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_the_repositorys_own_names_are_taken(
    fresh: Callable[[str], Documents], environment: str
) -> None:
    """Nothing is found where nothing is planted."""
    assert found(fresh(environment)) == set()


@pytest.mark.parametrize(("expected", "change"), FAULTS.values(), ids=FAULTS)
def test_a_name_that_is_refused_is_caught(
    fresh: Callable[[str], Documents], expected: str, change: Change
) -> None:
    """By the rule made for it."""
    documents = fresh("prod")
    change(documents)
    assert expected in found(documents)


@pytest.fixture(scope="module")
def below(built: dict[str, Documents]) -> Documents:
    """Build what is outside the environments; `built` says whether that can be done."""
    assert built
    return platform(ROOT)


PLATFORM_FAULTS: dict[str, tuple[str, Change]] = {
    "a namespace with an underscore": (
        "object-name",
        lambda d: metadata(d, "Namespace").update(name="a_b"),
    ),
    "a cron job whose jobs have no room": (
        "object-name",
        lambda d: metadata(d, "CronJob").update(name="a" * 53),
    ),
    "a role with a slash": ("object-name", lambda d: metadata(d, "RoleBinding").update(name="a/b")),
    "a file in a folder": ("key-name", lambda d: one(d, "ConfigMap").update(data={"a/b": "x"})),
    "a label of a namespace with a blank": (
        "label-value",
        lambda d: metadata(d, "Namespace").update(labels={"a": " "}),
    ),
    "a container's port without a letter": (
        "port-name",
        lambda d: one(d, "CronJob")["spec"]["jobTemplate"]["spec"]["template"]["spec"][
            "containers"
        ][0].update(ports=[{"name": "8080", "containerPort": 8080}]),
    ),
}


def test_the_platforms_names_are_taken(below: Documents) -> None:
    """Platform and Argo CD, whose templates of names are filled in by itself."""
    assert found(below) & {rule for rule, _ in FAULTS.values()} == set()


@pytest.mark.parametrize(("expected", "change"), PLATFORM_FAULTS.values(), ids=PLATFORM_FAULTS)
def test_a_platforms_name_that_is_refused_is_caught(
    below: Documents, expected: str, change: Change
) -> None:
    """The same rules for what no environment includes."""
    documents = Documents(below.environment, copy.deepcopy(below.items))
    change(documents)
    assert expected in by_rule(names.names(Case(ROOT, documents, ())))


def test_a_services_port_has_a_name_that_is_one(below: Documents) -> None:
    """Kubernetes' own Services, with what they select."""
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "a"},
        "spec": {"ports": [{"name": "HTTP", "port": 80}], "selector": {"a b": "x"}},
    }
    documents = Documents(below.environment, (service,))
    assert by_rule(names.names(Case(ROOT, documents, ()))) == {"port-name", "label-name"}


def test_an_event_type_comes_back_as_it_is_written() -> None:
    """From the API server, which stores another version; it says type, schema and what is there."""
    types = event_types(ROOT)
    assert types
    for name, document in types.items():
        assert stored(document) == document["spec"]
        values = {one["name"]: one.get("value") for one in document["spec"]["attributes"]}
        assert {"specversion", "id", "type", "source"} <= values.keys()
        assert values["type"] == name
        assert values["schemadata"] == f"https://learning.org/schemas/{name}.json"


def test_what_does_not_survive_is_lost() -> None:
    """Measured on a cluster: subject, data's type and schema go, braces are encoded."""
    written = {
        "metadata": {"name": "a", "namespace": "learning"},
        "spec": {
            "attributes": [
                {"name": "specversion", "required": True, "value": "1.0"},
                {"name": "type", "required": True, "value": "a"},
                {"name": "source", "required": True, "value": "/functions/{function}"},
                {"name": "subject", "required": True, "value": "{id}"},
                {"name": "datacontenttype", "required": True, "value": "application/json"},
            ],
            "reference": {"kind": "Broker", "name": "default"},
        },
    }
    assert stored(written)["attributes"] == [
        {"name": "specversion", "required": True},
        {"name": "id", "required": True},
        {"name": "type", "required": True, "value": "a"},
        {"name": "source", "required": True, "value": "/functions/%7Bfunction%7D"},
    ]
    assert stored(written)["reference"]["namespace"] == "learning"
