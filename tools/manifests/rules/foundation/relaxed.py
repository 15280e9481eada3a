"""What an environment may leave out of the promises, and why. Unused excuses are faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.manifests.documents import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EVERYWHERE = ("dev", "staging", "prod")
REAL = ("staging", "prod")
DEV = ("dev",)
STAGING = ("staging",)


@dataclass(frozen=True)
class Relaxed:
    """A rule that one document may break, where, and the reason."""

    rule: str
    where: str
    environments: tuple[str, ...]
    why: str


_ONE_MACHINE = "one machine: there is no second node, and what is lost was made a minute ago"
_NO_PODS = "nothing runs there on one machine: the small stores bring policies of their own"
_METRICS = "Prometheus alone, at the metrics ports alone: any pod there may have numbers"
_DRILLER = "the drill makes databases, asks what is in them and deletes them, through the API"

RELAXED = (
    Relaxed(
        "broker-default", "KnativeEventing/knative-eventing/knative-eventing", DEV, _ONE_MACHINE
    ),
    Relaxed(
        "knative-copies", "KnativeEventing/knative-eventing/knative-eventing", DEV, _ONE_MACHINE
    ),
    Relaxed("knative-copies", "KnativeServing/knative-serving/knative-serving", DEV, _ONE_MACHINE),
    Relaxed("proxy", "NginxProxy/nginx-gateway/public", DEV, _ONE_MACHINE),
    Relaxed(
        "second-door",
        "NginxProxy/nginx-gateway/public",
        DEV,
        "one machine has no load balancer: kind forwards a port",
    ),
    Relaxed(
        "issuer",
        "Certificate/nginx-gateway/public",
        DEV,
        "one machine has no public name: it signs for itself",
    ),
    Relaxed("deny-ingress", "Namespace/data", DEV, _NO_PODS),
    Relaxed("deny-ingress", "Namespace/kafka", DEV, _NO_PODS),
    Relaxed("deny-ingress", "Namespace/restore-drill", DEV, _NO_PODS),
    Relaxed(
        "pod-security",
        "Namespace/argocd",
        EVERYWHERE,
        "Argo CD's chart sets no seccomp profile everywhere",
    ),
    Relaxed(
        "pod-security",
        "Namespace/knative-serving",
        EVERYWHERE,
        "the operator adds no seccomp profile to all of its pods",
    ),
    Relaxed(
        "pod-security",
        "Namespace/knative-eventing",
        EVERYWHERE,
        "the Kafka data plane is a StatefulSet of its own making",
    ),
    Relaxed(
        "pod-security",
        "Namespace/nginx-gateway",
        EVERYWHERE,
        "NGINX binds port 443, which restricted allows only by a capability",
    ),
    Relaxed(
        "project-star",
        "AppProject/argocd/platform",
        EVERYWHERE,
        "charts bring kinds of many groups; no other project may change the cluster",
    ),
    Relaxed(
        "prune",
        "Application/argocd/platform",
        EVERYWHERE,
        "a mistake in a list would remove an operator, and its data with it (decision 22)",
    ),
    Relaxed(
        "chart-copies",
        "Chart/argo-cd",
        REAL,
        "a second controller is another shard, not another copy; Git waits for it",
    ),
    Relaxed(
        "chart-copies",
        "Chart/psmdb-operator",
        REAL,
        "MongoDB runs without it while it restarts",
    ),
    Relaxed(
        "chart-copies",
        "Chart/strimzi-kafka-operator",
        REAL,
        "Kafka runs without it while it restarts",
    ),
    Relaxed(
        "spot-nodes",
        "NodePool/general",
        STAGING,
        "a rehearsal may be interrupted, at a third of the price",
    ),
    Relaxed(
        "drill-asleep",
        "CronJob/restore-drill/restore-drill",
        STAGING,
        "it is rehearsed where it matters: on production's backups",
    ),
    Relaxed(
        "foreign-bucket",
        "PerconaServerMongoDB/restore-drill/mongodb-drill",
        STAGING,
        "the drill sleeps there",
    ),
    Relaxed(
        "foreign-bucket",
        "PerconaServerMongoDBRestore/restore-drill/mongodb-drill",
        STAGING,
        "the drill sleeps there",
    ),
    Relaxed("account-token", "ServiceAccount/restore-drill/driller", REAL, _DRILLER),
    Relaxed("account-token", "CronJob/restore-drill/restore-drill", REAL, _DRILLER),
    Relaxed("policy-wide", "NetworkPolicy/cert-manager/metrics", EVERYWHERE, _METRICS),
    Relaxed("policy-wide", "NetworkPolicy/knative-eventing/metrics", EVERYWHERE, _METRICS),
    Relaxed("policy-wide", "NetworkPolicy/knative-serving/metrics", EVERYWHERE, _METRICS),
    Relaxed("policy-wide", "NetworkPolicy/velero/metrics", EVERYWHERE, _METRICS),
    Relaxed(
        "certificate",
        "Certificate/kafka/kafka",
        REAL,
        "RSA like all that Strimzi makes itself: of elliptic curves its documentation says nothing",
    ),
    Relaxed(
        "policy-wide",
        "NetworkPolicy/restore-drill/restore-drill",
        REAL,
        "every pod there is the drill's own, made by the two operators that may reach it",
    ),
    Relaxed("role-exec", "Role/restore-drill/driller", REAL, _DRILLER),
)


def without_relaxed(environment: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Remove what is excused here; a line that excused nothing is itself a finding."""
    excused = {(one.rule, one.where): False for one in RELAXED if environment in one.environments}
    for finding in findings:
        if (finding.rule, finding.where) in excused:
            excused[finding.rule, finding.where] = True
        else:
            yield finding
    for (rule, where), used in excused.items():
        if not used:
            yield Finding("relaxed-for-nothing", where, f"{rule} is held here: take the line away")
