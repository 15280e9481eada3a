"""What is trusted inside the cluster, what is written on its disks, who may look at it."""

from __future__ import annotations

from tools.manifests.tests.planted.spoil import Faults, drop, edit, gone, put

BUNDLE = "Bundle//internal-ca"
CLASS = "StorageClass//gp3-kept"
VIEWER = "ClusterRole//learning-viewer"
VIEWERS = "ClusterRoleBinding//learning-viewers"
KOURIER = "BackendTLSPolicy/knative-serving/kourier"
USER = "KafkaUser/kafka/knative"
NODES = "Service/data/valkey-nodes"
TRUST = "Chart/trust-manager"
TEMPO = "Chart/tempo"
LOGS = "Chart/fluent-bit"
TARGET = "spec/target"

FAULTS: Faults = {
    "an authority that nobody hands out": ("trust", gone(BUNDLE)),
    "the authority's key for everybody": (
        "trust",
        put(BUNDLE, "spec/sources/0/secret/key", "tls.key"),
    ),
    "a bundle that Knative does not find": ("trust", drop(BUNDLE, f"{TARGET}/configMap/metadata")),
    "functions that can check nobody": (
        "trust",
        put(BUNDLE, f"{TARGET}/namespaceSelector/matchExpressions/0/values", ["data"]),
    ),
    "a trust manager that writes Secrets": ("chart", put(TRUST, "secretTargets/enabled", True)),
    "a trust manager that trusts the world": ("chart", put(TRUST, "defaultPackage/enabled", True)),
    "spans that anybody on the network can read": (
        "chart",
        drop(TEMPO, "tempo/receivers/otlp/protocols/http/tls"),
    ),
    "a way to send spans without TLS": (
        "chart",
        put(TEMPO, "tempo/receivers/jaeger", {"protocols": {"thrift_http": {}}}),
    ),
    "traces that a restart loses": ("chart", put(TEMPO, "persistence/enabled", False)),
    "traces for ever": ("chart", drop(TEMPO, "tempo/retention")),
    "a store of traces without a limit": (
        "chart-resources",
        drop(TEMPO, "tempo/resources/limits/memory"),
    ),
    "an agent for logs that may become more than it is": (
        "chart",
        put(LOGS, "securityContext/allowPrivilegeEscalation", True),
    ),
    "an agent for logs that can be changed": (
        "chart",
        drop(LOGS, "securityContext/readOnlyRootFilesystem"),
    ),
    "nodes without logs": ("chart", drop(LOGS, "tolerations")),
    "logs that are kept for ever": (
        "chart",
        edit(LOGS, "config/outputs", "auto_create_group         Off", "auto_create_group On"),
    ),
    "logs that fill a disk": (
        "chart",
        edit(LOGS, "config/outputs", "storage.total_limit_size  1G", ""),
    ),
    "an agent for logs without a limit": (
        "chart-resources",
        drop(LOGS, "resources/limits/memory"),
    ),
    "an agent for logs that AWS does not know": (
        "chart-account",
        put(LOGS, "serviceAccount/name", "logs"),
    ),
    "one trust manager": ("chart-copies", put(TRUST, "replicaCount", 1)),
    "Kourier in plain text": ("backend-tls", gone(KOURIER)),
    "Kourier by any certificate": ("backend-tls", drop(KOURIER, "spec/validation/hostname")),
    "Grafana in plain text": ("backend-tls", gone("BackendTLSPolicy/monitoring/grafana")),
    "Kafka without a password": ("kafka-user", put(USER, "spec/authentication/type", "tls")),
    "Kafka without a user": ("kafka-user", gone(USER)),
    "a password that AWS does not know": ("kafka-user", drop(USER, "spec/authentication/password")),
    "servers that wait for each other": (
        "own-names",
        put(NODES, "spec/publishNotReadyAddresses", False),
    ),
    "servers without a Service": ("own-names", gone(NODES)),
    "names of other servers": (
        "own-names",
        put(NODES, "spec/selector", {"app.kubernetes.io/name": "redis"}),
    ),
    "disks in plain text": ("storage-class", put(CLASS, "parameters/encrypted", "false")),
    "disks under another environment's key": (
        "storage-class",
        edit(CLASS, "parameters/kmsKeyId", "prod", "staging"),
    ),
    "disks in another zone": ("storage-class", put(CLASS, "volumeBindingMode", "Immediate")),
    "disks that cannot grow": ("storage-class", put(CLASS, "allowVolumeExpansion", False)),
    "no default disk": ("storage-class", drop("StorageClass//gp3", "metadata/annotations")),
    "a store's disk that goes with its claim": (
        "storage-kept",
        put(CLASS, "reclaimPolicy", "Delete"),
    ),
    "viewers who read Secrets": (
        "role-secrets",
        put(VIEWER, "rules/-", {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}),
    ),
    "viewers who change things": ("binding", put(VIEWER, "rules/0/verbs", ["get", "delete"])),
    "viewers who may do everything": ("binding", put(VIEWERS, "roleRef/name", "cluster-admin")),
    "everybody a viewer": (
        "binding",
        put(VIEWERS, "subjects/0/name", "system:authenticated"),
    ),
}
