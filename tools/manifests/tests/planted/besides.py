"""Faults in what is applied with the functions and is none: policies, roles, jobs, dead letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.manifests.documents import Documents, containers

if TYPE_CHECKING:
    from collections.abc import Callable


def first(documents: Documents, kind: str) -> dict[str, Any]:
    """Return the first document of a kind."""
    return next(documents.of(kind))


def policy(documents: Documents) -> dict[str, Any]:
    """Return the spec of the admission policy."""
    found: dict[str, Any] = first(documents, "ClusterPolicy")["spec"]
    return found


def sink(documents: Documents) -> dict[str, Any]:
    """Return the spec of the sink of dead letters."""
    found: dict[str, Any] = first(documents, "KafkaSink")["spec"]
    return found


def job(documents: Documents) -> dict[str, Any]:
    """Return the container of the migration."""
    return containers(first(documents, "Job"))[0]


def without_kind(documents: Documents, kind: str) -> Documents:
    """Leave all documents of a kind out."""
    remaining = tuple(one for one in documents.items if one["kind"] != kind)
    return Documents(documents.environment, remaining)


BESIDES: dict[str, tuple[str, Callable[[Documents], Any]]] = {
    "a policy that only reports": (
        "policy-audit",
        lambda d: policy(d)["rules"][1]["validate"].update(failureAction="Audit"),
    ),
    "a signature that is only looked at": (
        "policy-audit",
        lambda d: policy(d)["rules"][0]["verifyImages"][0].update(failureAction="Audit"),
    ),
    "a policy with exceptions": (
        "policy-audit",
        lambda d: policy(d)["rules"][1].update(exclude={"any": [{"subjects": []}]}),
    ),
    "a policy that ignores an outage": (
        "policy-away",
        lambda d: policy(d).update(failurePolicy="Ignore"),
    ),
    "a viewer who reads passwords": (
        "rights",
        lambda d: first(d, "Role")["rules"].append(
            {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}
        ),
    ),
    "a viewer who may do anything": (
        "rights",
        lambda d: first(d, "Role")["rules"][0].update(verbs=["*"]),
    ),
    "a migration as root": (
        "restricted",
        lambda d: job(d)["securityContext"].update(runAsNonRoot=False),
    ),
    "a migration with the image of a function": (
        "foreign-image",
        lambda d: job(d).update(image=job(d)["image"].replace("/migrate@", "/get-jwks@")),
    ),
    "a migration by tag": ("image-by-tag", lambda d: job(d).update(image="x/migrate:v1")),
    "dead letters without their attributes": (
        "dead-letter-sink",
        lambda d: sink(d).update(contentMode="binary"),
    ),
    "dead letters on one broker": (
        "dead-letter-sink",
        lambda d: sink(d).update(replicationFactor=1),
    ),
    "dead letters in a topic that is not there": (
        "dead-letter-sink",
        lambda d: sink(d).update(topic="dead-letters"),
    ),
    "dead letters at another Kafka": (
        "dead-letter-sink",
        lambda d: sink(d).update(bootstrapServers=["kafka.example.org:9092"]),
    ),
    "event types that are gone": ("trigger-filter", lambda d: without_kind(d, "EventType")),
    "a default account with a token": (
        "token",
        lambda d: first(d, "ServiceAccount").update(automountServiceAccountToken=True),
    ),
}
