"""Who may talk to whom: a function can reach a store exactly when it imports its library.

There is no list to maintain. A function that starts importing lms_mongo gets access to MongoDB with
the next render, and one that stops loses it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tools.manifests.names import (
    FUNCTION_PORT,
    PROMETHEUS,
    QUEUE_AUTOSCALER,
    QUEUE_H2C,
    QUEUE_HTTP,
    QUEUE_HTTPS,
)
from tools.stores import LIBRARY_OF

if TYPE_CHECKING:
    from tools.manifests.names import Manifest
    from tools.manifests.plan import Function

# Addresses that are ours or a machine's own, never a provider's.
PRIVATE = ("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")


# Where EKS gives a pod its own credentials: an agent on each node.
POD_IDENTITY_AGENT = "169.254.170.23/32"


@dataclass(frozen=True)
class Peer:
    """The other end: pods of a namespace, one network, or the world outside."""

    namespace: str = ""
    pods: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Label and the values that fit; no label means every pod of the namespace."""
    network: str = ""

    def manifest(self) -> Manifest:
        """Write it as NetworkPolicy does."""
        if self.network:
            return {"ipBlock": {"cidr": self.network}}
        if not self.namespace:
            return {"ipBlock": {"cidr": "0.0.0.0/0", "except": list(PRIVATE)}}
        labels = {label: values[0] for label, values in self.pods if len(values) == 1}
        several = [
            {"key": label, "operator": "In", "values": list(values)}
            for label, values in self.pods
            if len(values) > 1
        ]
        chosen: Manifest = {}
        if labels:
            chosen["matchLabels"] = labels
        if several:
            chosen["matchExpressions"] = several
        name = {"kubernetes.io/metadata.name": self.namespace}
        peer: Manifest = {"namespaceSelector": {"matchLabels": name}}
        return peer | {"podSelector": chosen} if chosen else peer


@dataclass(frozen=True)
class Edge:
    """One kind of connection that functions may have."""

    name: str
    """Name of its NetworkPolicy."""
    why: str
    peers: tuple[Peer, ...]
    ports: tuple[tuple[int, str], ...]
    library: str = ""
    """Functions whose closure has this library have the edge; empty means all."""
    label: str = ""
    """Label of the pods that have it, so that the store's own policy can let them in."""
    incoming: bool = field(default=False, kw_only=True)
    front_end: bool = field(default=False, kw_only=True)
    """Whether the service of the app's files has it, too."""
    internal_ca: bool = field(default=False, kw_only=True)
    """Whether the other end has a certificate of the cluster's own authority."""

    def belongs_to(self, function: Function) -> bool:
        """Tell whether a function has this edge."""
        return not self.library or self.library in function.libraries


TCP = "TCP"
EDGES = (
    Edge(
        "from-knative",
        "requests and events come through Kourier or the activator",
        (Peer("knative-serving", (("app", ("3scale-kourier-gateway", "activator")),)),),
        ((QUEUE_HTTPS, TCP),),
        incoming=True,
        front_end=True,
    ),
    Edge(
        "from-knative-probes",
        "the activator asks whether a new pod is ready, by HTTP only",
        (Peer("knative-serving", (("app", ("activator",)),)),),
        ((QUEUE_HTTP, TCP), (QUEUE_H2C, TCP)),
        incoming=True,
        front_end=True,
    ),
    Edge(
        "from-autoscaler",
        "how many requests are being answered",
        (Peer("knative-serving", (("app", ("autoscaler",)),)),),
        ((QUEUE_AUTOSCALER, TCP),),
        incoming=True,
        front_end=True,
    ),
    Edge(
        "from-prometheus",
        "the function's own metrics",
        (Peer("monitoring", (("app.kubernetes.io/name", ("prometheus",)),)),),
        ((FUNCTION_PORT, TCP),),
        incoming=True,
    ),
    Edge(
        "to-prometheus",
        "the proxy in front of a function pushes its counts of requests",
        (Peer("monitoring", (("app.kubernetes.io/name", ("prometheus",)),)),),
        ((PROMETHEUS, TCP),),
    ),
    Edge(
        "to-dns",
        "names of the stores, the broker and Prometheus",
        (Peer("kube-system", (("k8s-app", ("kube-dns",)),)),),
        ((53, "UDP"), (53, TCP)),
    ),
    Edge(
        "to-postgres",
        "functions that import lms_postgres",
        (
            Peer("data", (("cnpg.io/cluster", ("postgres",)),)),
            Peer("data", (("cnpg.io/poolerName", ("postgres-pooler-rw",)),)),
        ),
        ((5432, TCP),),
        LIBRARY_OF["postgres"],
        "postgres",
        internal_ca=True,
    ),
    Edge(
        "to-mongodb",
        "functions that import lms_mongo",
        (Peer("data", (("app.kubernetes.io/instance", ("mongodb",)),)),),
        ((27017, TCP),),
        LIBRARY_OF["mongodb"],
        "mongodb",
        internal_ca=True,
    ),
    Edge(
        "to-redis",
        "functions that import lms_redis",
        (Peer("data", (("app.kubernetes.io/name", ("valkey",)),)),),
        ((6379, TCP), (26379, TCP)),
        LIBRARY_OF["redis"],
        "redis",
        internal_ca=True,
    ),
    Edge(
        "to-broker",
        "functions that import lms_events",
        (Peer("knative-eventing", (("app", ("kafka-broker-receiver",)),)),),
        ((8443, TCP),),
        "lms_events",
        "events",
        internal_ca=True,
    ),
    Edge(
        "to-traces",
        "spans of what a function did, where OTEL_EXPORTER_OTLP_ENDPOINT is set",
        (Peer("monitoring", (("app.kubernetes.io/name", ("tempo",)),)),),
        ((4318, TCP),),
        label="traces",
        internal_ca=True,
    ),
    Edge(
        "to-mail",
        "functions that import lms_mail; a provider's addresses change, so all but ours",
        (Peer(),),
        ((465, TCP), (587, TCP)),
        "lms_mail",
    ),
    Edge(
        "to-sms",
        "functions that import lms_sms: Amazon SNS takes text messages",
        (Peer(),),
        ((443, TCP),),
        "lms_sms",
    ),
    Edge(
        "to-pod-identity",
        "functions that import lms_sms: AWS asks who they are, the node's agent knows",
        (Peer(network=POD_IDENTITY_AGENT),),
        ((80, TCP),),
        "lms_sms",
    ),
    Edge(
        "to-objects",
        "functions that import lms_objects: S3 has the files",
        (Peer(),),
        ((443, TCP),),
        "lms_objects",
    ),
    Edge(
        "to-pod-identity-for-objects",
        "functions that import lms_objects: they sign as themselves, the agent knows who",
        (Peer(network=POD_IDENTITY_AGENT),),
        ((80, TCP),),
        "lms_objects",
    ),
    Edge(
        "to-push",
        "functions that import lms_push; push services are anywhere, LMS_PUSH_HOSTS names them",
        (Peer(),),
        ((443, TCP),),
        "lms_push",
    ),
    Edge(
        "to-sns",
        "functions that import lms_amazon: Amazon SNS has the certificates that it signs with",
        (Peer(),),
        ((443, TCP),),
        "lms_amazon",
    ),
)

# On one machine the broker and the mail inbox are others, and nothing is encrypted.
DEV = {
    "from-knative": (
        (Peer("knative-serving", (("app", ("3scale-kourier-gateway", "activator")),)),),
        ((QUEUE_HTTP, TCP), (QUEUE_H2C, TCP)),
    ),
    "to-broker": (
        (Peer("knative-eventing", (("eventing.knative.dev/brokerRole", ("ingress",)),)),),
        ((8080, TCP),),
    ),
    "to-mail": (
        (Peer("data", (("app.kubernetes.io/name", ("mail",)),)),),
        ((1025, TCP),),
    ),
}


def edges_of(environment: str) -> tuple[Edge, ...]:
    """Return the edges of one environment."""
    if environment != "dev":
        return EDGES
    return tuple(
        replace(edge, peers=DEV[edge.name][0], ports=DEV[edge.name][1])
        if edge.name in DEV
        else edge
        for edge in EDGES
    )


def labels(function: Function) -> dict[str, str]:
    """Return the labels by which the stores' own policies recognize a function's pods."""
    return {
        f"learning.org/{edge.label}": "true"
        for edge in EDGES
        if edge.label and edge.belongs_to(function)
    }


def trusts_internal_ca(function: Function) -> bool:
    """Tell whether a function talks to anything with a certificate of the cluster's authority."""
    return any(edge.internal_ca and edge.belongs_to(function) for edge in EDGES)
