"""The controllers that charts install: twice, within limits, with only what is used switched on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, walk
from tools.manifests.foundation import dig
from tools.manifests.names import NAMESPACE
from tools.manifests.promises import (
    ADMISSION,
    REPLICAS,
)
from tools.manifests.rules.foundation.musts import (
    Must,
    absent,
    at_least,
    given,
    held,
    is_,
    matches,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation


def switches(on: Foundation) -> Iterator[Finding]:
    """A controller works in its own cluster, with only what is used switched on."""
    for name, table in _CHARTS.items():
        if name in on.charts:
            yield from held("chart", f"Chart/{name}", on.charts[name], table)
    for name, values in on.charts.items():
        cluster = dig(values, "clusterName") or dig(values, "settings/clusterName")
        if cluster not in {None, f"learning-{on.environment}"}:
            yield Finding("chart", f"Chart/{name}", f"works in {cluster}")
        for path, value in walk(values):
            if path.endswith("resources") and isinstance(value, dict) and "limits" in value:
                yield from held("chart-resources", f"Chart/{name}", value, _RESOURCES)


def limits(on: Foundation) -> Iterator[Finding]:
    """Each controller has resource limits."""
    for name, paths in _LIMITED.items():
        for path in paths if name in on.charts else ():
            found = dig(on.charts[name], path)
            yield from held("chart-resources", f"Chart/{name}", found, _RESOURCES)


_LIMITED = {
    "argo-cd": (
        "controller/resources",
        "repoServer/resources",
        "server/resources",
        "applicationSet/resources",
    ),
    "aws-load-balancer-controller": ("resources",),
    "cert-manager": ("resources",),
    "cloudnative-pg": ("resources",),
    "external-secrets": ("resources",),
    "fluent-bit": ("resources",),
    "karpenter": ("controller/resources",),
    "kube-prometheus-stack": ("prometheus/prometheusSpec/resources",),
    "nginx-gateway-fabric": ("nginxGateway/resources",),
    "plugin-barman-cloud": ("resources",),
    "psmdb-operator": ("resources",),
    "strimzi-kafka-operator": ("resources",),
    "tempo": ("tempo/resources",),
    "trust-manager": ("resources",),
    "velero": ("resources",),
}


def accounts(on: Foundation) -> Iterator[Finding]:
    """A controller with an identity at AWS has the account that Terraform gives it to."""
    for name, path in _ACCOUNTS.items():
        if name in on.charts and dig(on.charts[name], path) != name:
            yield Finding("chart-account", f"Chart/{name}", f"{path} must be {name}")


_ACCOUNTS = {
    "aws-load-balancer-controller": "serviceAccount/name",
    "external-secrets": "serviceAccount/name",
    "fluent-bit": "serviceAccount/name",
    "karpenter": "serviceAccount/name",
    "velero": "serviceAccount/server/name",
}


def copies(on: Foundation) -> Iterator[Finding]:
    """Each controller runs twice."""
    for name, path in _REPLICAS.items():
        if name in on.charts and not at_least(REPLICAS.value)(dig(on.charts[name], path)):
            yield Finding("chart-copies", f"Chart/{name}", f"{path}: {REPLICAS.words}")


_RESOURCES = (
    Must("limits/memory", given, "it may take all of a node"),
    Must("requests/memory", given, "the scheduler would not count it"),
)
_REPLICAS = {
    "aws-load-balancer-controller": "replicaCount",
    "cert-manager": "replicaCount",
    "cloudnative-pg": "replicaCount",
    "external-secrets": "replicaCount",
    "karpenter": "replicas",
    "nginx-gateway-fabric": "nginxGateway/replicas",
    "psmdb-operator": "replicaCount",
    "strimzi-kafka-operator": "replicas",
    "trust-manager": "replicaCount",
    "argo-cd": "controller/replicas",
}
_CHARTS = {
    "argo-cd": (
        Must("repoServer/replicas", at_least(REPLICAS.value), REPLICAS.words),
        Must("applicationSet/replicas", at_least(REPLICAS.value), REPLICAS.words),
        Must("server/replicas", at_least(REPLICAS.value), REPLICAS.words),
    ),
    "aws-load-balancer-controller": (
        Must("enableServiceMutatorWebhook", is_(False), "every Service would pass through it"),
        Must("clusterName", given, "it would not know its cluster"),
    ),
    "cert-manager": (
        Must("cainjector/replicaCount", at_least(REPLICAS.value), REPLICAS.words),
        Must("prometheus/enabled", is_(True), "nobody would see a certificate end"),
        Must("crds/enabled", is_(True), "no certificate could be asked for"),
        Must("crds/keep", is_(True), "an upgrade would delete every certificate"),
        Must("podDisruptionBudget/enabled", is_(True), "a drain may take all of them"),
        Must("webhook/replicaCount", at_least(REPLICAS.value), REPLICAS.words),
    ),
    "external-secrets": (
        Must("leaderElect", is_(True), "two of it would write the same secret"),
        Must("processClusterPushSecret", is_(False), "nothing writes secrets back"),
        Must("processPushSecret", is_(False), "nothing writes secrets back"),
        Must("processClusterExternalSecret", is_(False), "one document would fill every namespace"),
        Must("podDisruptionBudget/enabled", is_(True), "a drain may take all of them"),
        Must("webhook/replicaCount", at_least(REPLICAS.value), REPLICAS.words),
    ),
    "fluent-bit": (
        Must("securityContext/allowPrivilegeEscalation", is_(False), "it reads the host's files"),
        Must(
            "securityContext/readOnlyRootFilesystem", is_(True), "it could be changed from inside"
        ),
        Must("tolerations/0/operator", is_("Exists"), "nodes with a taint would have no log"),
        Must(
            "config/outputs",
            matches(r"(?s).*\bauto_create_group +Off\b.*"),
            "a group that Terraform did not make would keep its lines for ever",
        ),
        Must(
            "config/outputs",
            matches(r"(?s).*\bstorage\.total_limit_size +\d+[MG]\b.*"),
            "while CloudWatch is down the node's disk would fill",
        ),
    ),
    "karpenter": (
        Must("settings/clusterName", given, "it would not know its cluster"),
        Must("settings/interruptionQueue", given, "a node would go without a warning"),
    ),
    "kyverno": (
        Must("admissionController/replicas", at_least(ADMISSION.value), ADMISSION.words),
        Must(
            "config/webhooks/namespaceSelector/matchExpressions/0",
            is_({"key": "kubernetes.io/metadata.name", "operator": "In", "values": [NAMESPACE]}),
            "it must judge the functions, and not the system",
        ),
    ),
    "nginx-gateway-fabric": (
        Must(
            "nginxGateway/snippets/enable", is_(False), "a route could write NGINX' configuration"
        ),
        Must("nginxGateway/podDisruptionBudget/enable", is_(True), "a drain may take all of them"),
        Must("nginxGateway/productTelemetry/enable", is_(False), "it would report to others"),
    ),
    "psmdb-operator": (
        Must("watchAllNamespaces", is_(True), "the drill's database would not be made"),
        Must("disableTelemetry", is_(True), "it would report to others"),
        Must(
            "securityContext/readOnlyRootFilesystem", is_(True), "it could be changed from inside"
        ),
    ),
    "tempo": (
        Must(
            "tempo/receivers/otlp/protocols/http/tls/cert_file",
            is_("/etc/tempo-tls/tls.crt"),
            "spans would cross the network as they are",
        ),
        Must("tempo/receivers/jaeger", absent, "anyone who gets in could send without TLS"),
        Must("tempo/reportingEnabled", is_(False), "it would tell others about us"),
        Must("tempo/retention", given, "the disk would fill"),
        Must("persistence/enabled", is_(True), "a restart would lose every trace"),
        Must(
            "tempo/securityContext/readOnlyRootFilesystem",
            is_(True),
            "it could be changed from inside",
        ),
    ),
    "trust-manager": (
        Must("app/trust/namespace", is_("cert-manager"), "the authority is somewhere else"),
        Must("secretTargets/enabled", is_(False), "it could write every Secret"),
        Must("defaultPackage/enabled", is_(False), "every public authority would be trusted"),
        Must("podDisruptionBudget/enabled", is_(True), "a drain may take all of them"),
    ),
    "strimzi-kafka-operator": (
        Must("watchAnyNamespace", is_(False), "it has to see one namespace"),
        Must("generateNetworkPolicy", is_(True), "brokers could not talk to each other"),
        Must(
            "securityContext/readOnlyRootFilesystem", is_(True), "it could be changed from inside"
        ),
    ),
}
