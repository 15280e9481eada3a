"""What creates the objects that others name: documents, their operators, charts, the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tools.manifests.documents import name_of, namespace_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.names import Manifest


class Thing(NamedTuple):
    """One object of the cluster; what belongs to no namespace has an empty one."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        """Write it as people do."""
        return f"{self.kind} {self.namespace}{'/' if self.namespace else ''}{self.name}"


CLUSTER_WIDE = frozenset(
    {
        *(
            "Bundle",
            "ClusterIssuer",
            "ClusterRole",
            "ClusterSecretStore",
            "EC2NodeClass",
            "GatewayClass",
        ),
        *("Namespace", "NodePool", "StorageClass"),
    }
)

# Present before Argo CD starts: created by EKS, or by hand during installation
# (docs/runbooks/deploy.md, "From nothing").
PROVIDED = frozenset(
    {
        *(Thing("Namespace", "", name) for name in ("argocd", "default", "kube-system")),
        *(Thing("ClusterRole", "", name) for name in ("admin", "cluster-admin", "edit", "view")),
    }
)

# What charts create that our own documents, values or Terraform name; from their templates.
CHARTS: dict[str, tuple[Thing, ...]] = {
    "argo-cd": (
        Thing("Service", "argocd", "argocd-server"),
        Thing("Secret", "argocd", "argocd-secret"),
    ),
    "aws-load-balancer-controller": (
        Thing("ServiceAccount", "kube-system", "aws-load-balancer-controller"),
    ),
    "cert-manager": (Thing("ServiceAccount", "cert-manager", "cert-manager"),),
    "external-secrets": (Thing("ServiceAccount", "external-secrets", "external-secrets"),),
    "fluent-bit": (Thing("ServiceAccount", "kube-system", "fluent-bit"),),
    "karpenter": (Thing("ServiceAccount", "kube-system", "karpenter"),),
    "kube-prometheus-stack": (
        Thing("Service", "monitoring", "kube-prometheus-stack-grafana"),
        Thing("ServiceAccount", "monitoring", "kube-prometheus-stack-grafana"),
    ),
    "kyverno": (Thing("ServiceAccount", "kyverno", "kyverno-admission-controller"),),
    "nginx-gateway-fabric": (Thing("GatewayClass", "", "nginx"),),
    "velero": (Thing("ServiceAccount", "velero", "velero"),),
}

# Who defines the kinds of an API group: an Application, or an empty name for Argo CD's own, which
# are there when it is.
GROUPS = {
    "argoproj.io": "",
    "barmancloud.cnpg.io": "plugin-barman-cloud",
    "cert-manager.io": "cert-manager",
    "elbv2.k8s.aws": "aws-load-balancer-controller",
    "eventing.knative.dev": "knative",
    "external-secrets.io": "external-secrets",
    "gateway.networking.k8s.io": "gateway-api",
    "gateway.nginx.org": "gateway-crds",
    "kafka.strimzi.io": "strimzi-kafka-operator",
    "karpenter.k8s.aws": "karpenter",
    "karpenter.sh": "karpenter",
    "kyverno.io": "kyverno",
    "monitoring.coreos.com": "kube-prometheus-stack",
    "operator.knative.dev": "knative-operator",
    "postgresql.cnpg.io": "cloudnative-pg",
    "psmdb.percona.com": "psmdb-operator",
    "serving.knative.dev": "knative",
    "sources.knative.dev": "knative",
    "trust.cert-manager.io": "trust-manager",
    "velero.io": "velero",
}


def by_document(document: Manifest) -> Iterator[Thing]:
    """Return what a document creates: itself, and what its controller makes of it."""
    kind, name, namespace = document["kind"], name_of(document), namespace_of(document)
    yield Thing(kind, "" if kind in CLUSTER_WIDE else namespace, name)
    spec = document.get("spec") or {}
    match kind:
        case "ExternalSecret":
            yield Thing("Secret", namespace, (spec.get("target") or {}).get("name", name))
        case "Certificate":
            yield Thing("Secret", namespace, spec["secretName"])
        case "Bundle":  # trust-manager's
            expressions = spec["target"]["namespaceSelector"]["matchExpressions"]
            for each in (one for expression in expressions for one in expression["values"]):
                yield Thing("ConfigMap", each, name)
        case _:
            yield from _by_operator(kind, name, namespace, spec)


def _by_operator(kind: str, name: str, namespace: str, spec: Manifest) -> Iterator[Thing]:
    match kind:
        case "Cluster":  # CloudNativePG's
            yield Thing("ServiceAccount", namespace, name)
            yield from (Thing("Service", namespace, f"{name}-{one}") for one in ("rw", "ro", "r"))
            yield from (Thing("Secret", namespace, f"{name}-{one}") for one in ("app", "ca"))
        case "Kafka":
            yield Thing("Service", namespace, f"{name}-kafka-bootstrap")
            yield Thing("Secret", namespace, f"{name}-cluster-ca-cert")
            yield Thing("Secret", namespace, f"{name}-clients-ca-cert")
        case "KafkaUser":
            yield Thing("Secret", namespace, name)
        case "Gateway":
            yield Thing("Service", namespace, f"{name}-{spec['gatewayClassName']}")
        case "KnativeServing":
            yield Thing("Service", namespace, "kourier-internal")
        case "KnativeEventing":
            yield Thing("Service", namespace, "kafka-broker-ingress")
