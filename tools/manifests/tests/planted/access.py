"""Rights for everybody, pods that have their node, and networks without a wall."""

from __future__ import annotations

from typing import Any

from tools.manifests.tests.planted.spoil import Faults, drop, gone, plus, put

ROLE = "Role/restore-drill/driller"
SEE = "Role/data/see-backups"
BINDING = "RoleBinding/data/see-backups"
JOB = "CronJob/data/valkey-backup"
VALKEY = "StatefulSet/data/valkey"
EXPORTER = "spec/template/spec/containers/2"
POD = "spec/jobTemplate/spec/template/spec"
UPLOAD = f"{POD}/containers/0"
MONGODB = "PerconaServerMongoDB/data/mongodb"
KAFKA = "Kafka/kafka/kafka"
DENY = "NetworkPolicy/data/default-deny"
POSTGRES = "NetworkPolicy/data/postgres"
ANYBODY: dict[str, Any] = {"namespaceSelector": {}}

FAULTS: Faults = {
    "a role for everything": ("role-star", put(ROLE, "rules/0/resources", ["*"])),
    "a role for every group": ("role-star", put(ROLE, "rules/0/apiGroups", ["*"])),
    "a role for every verb": ("role-star", put(SEE, "rules/0/verbs", ["*"])),
    "a role that gives roles": ("role-star", put(SEE, "rules/0/verbs", ["bind", "escalate"])),
    "a role that reads passwords": (
        "role-secrets",
        put(SEE, "rules/-", {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}),
    ),
    "a role with a shell": (
        "role-exec",
        put(SEE, "rules/-", {"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["create"]}),
    ),
    "a binding to cluster-admin": (
        "binding",
        put(BINDING, "roleRef", {"kind": "ClusterRole", "name": "cluster-admin"}),
    ),
    "a binding for everybody": (
        "binding",
        put(BINDING, "subjects/0", {"kind": "Group", "name": "system:authenticated"}),
    ),
    "a binding of a role that is gone": ("binding", put(BINDING, "roleRef/name", "see-backup")),
    "a binding to nobody": ("binding", put(BINDING, "subjects/0/name", "drill")),
    "a role that is gone": ("binding", gone(SEE)),
    "a cluster role for everything": (
        "role-star",
        plus(
            {
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "ClusterRole",
                "metadata": {"name": "all"},
                "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}],
            }
        ),
    ),
    "an account with a token": (
        "account-token",
        put("ServiceAccount/data/mongodb", "automountServiceAccountToken", True),
    ),
    "an account with the default token": (
        "account-token",
        drop("ServiceAccount/data/redis-backup", "automountServiceAccountToken"),
    ),
    "a job with a token": ("account-token", put(JOB, f"{POD}/automountServiceAccountToken", True)),
    "a job as nobody": ("account-missing", put(JOB, f"{POD}/serviceAccountName", "backup")),
    "an account that is gone": ("account-missing", gone("ServiceAccount/data/redis-backup")),
    "a job on the host's network": ("host-access", put(JOB, f"{POD}/hostNetwork", True)),
    "a job with the host's disk": (
        "host-access",
        put(JOB, f"{POD}/volumes/-", {"name": "host", "hostPath": {"path": "/"}}),
    ),
    "a chart on the host's network": (
        "host-access",
        put("Chart/external-secrets", "hostNetwork", True),
    ),
    "a privileged job": ("privileged", put(JOB, f"{UPLOAD}/securityContext/privileged", True)),
    "a job as root": ("privileged", put(JOB, f"{UPLOAD}/securityContext/runAsUser", 0)),
    "a job that may become root": (
        "privileged",
        put(JOB, f"{UPLOAD}/securityContext/allowPrivilegeEscalation", True),
    ),
    "a job with capabilities": (
        "privileged",
        put(JOB, f"{UPLOAD}/securityContext/capabilities", {"drop": ["ALL"], "add": ["NET_ADMIN"]}),
    ),
    "a job with every system call": (
        "privileged",
        put(JOB, f"{UPLOAD}/securityContext/seccompProfile/type", "Unconfined"),
    ),
    "a job without limits": ("pod-resources", drop(JOB, f"{UPLOAD}/resources/limits")),
    "MongoDB as root": (
        "privileged",
        put(MONGODB, "spec/replsets/0/containerSecurityContext/runAsNonRoot", False),
    ),
    "MongoDB's backup without a context": (
        "privileged",
        drop(MONGODB, "spec/backup/containerSecurityContext"),
    ),
    "Kafka with capabilities": (
        "privileged",
        put(KAFKA, "spec/kafka/template/kafkaContainer/securityContext/capabilities/drop", []),
    ),
    "Velero as root": ("privileged", put("Chart/velero", "podSecurityContext/runAsUser", 0)),
    "Valkey's exporter that may become root": (
        "privileged",
        put(VALKEY, f"{EXPORTER}/securityContext/allowPrivilegeEscalation", True),
    ),
    "an image of the day": (
        "image-version",
        put(JOB, f"{UPLOAD}/image", "public.ecr.aws/aws-cli/aws-cli:latest"),
    ),
    "an image without a version": (
        "image-version",
        put(JOB, f"{UPLOAD}/image", "public.ecr.aws/aws-cli/aws-cli"),
    ),
    "an image of a line of versions": (
        "image-version",
        put("Cluster/data/postgres", "spec/imageName", "ghcr.io/cloudnative-pg/postgresql:17"),
    ),
    "a chart's image of the day": ("image-version", put("Chart/velero", "image/tag", "latest")),
    "Valkey of a line of versions": (
        "image-version",
        put(VALKEY, "spec/template/spec/containers/0/image", "docker.io/valkey/valkey:9"),
    ),
    "a job that hangs": ("job-limits", drop(JOB, "spec/jobTemplate/spec/activeDeadlineSeconds")),
    "a job that hides its failures": ("job-limits", put(JOB, f"{POD}/restartPolicy", "OnFailure")),
    "the wall of the stores is gone": ("deny-ingress", gone(DENY)),
    "stores that let out": ("deny-egress", put(DENY, "spec/policyTypes", ["Ingress"])),
    "a wall around some": (
        "deny-ingress",
        put(DENY, "spec/podSelector", {"matchLabels": {"app": "x"}}),
    ),
    "a wall with a hole": ("deny-ingress", put(DENY, "spec/ingress", [{}])),
    "a wall with a gate for all": (
        "deny-ingress",
        put(DENY, "spec/ingress", [{"from": [ANYBODY]}]),
    ),
    "Kafka's wall is gone": ("deny-ingress", gone("NetworkPolicy/kafka/default-deny")),
    "the gateway's wall is gone": (
        "deny-ingress",
        gone("NetworkPolicy/nginx-gateway/default-deny"),
    ),
    "monitoring for everybody": (
        "policy-open",
        put("NetworkPolicy/monitoring/within", "spec/ingress/0/from/-", ANYBODY),
    ),
    "an operator's metrics for everybody": (
        "policy-open",
        drop("NetworkPolicy/velero/metrics", "spec/ingress/0/from"),
    ),
    "a webhook at every port": (
        "policy-open",
        drop("NetworkPolicy/kyverno/webhooks", "spec/ingress/0/ports"),
    ),
    "an operator's wall is gone": (
        "deny-ingress",
        gone("NetworkPolicy/psmdb-operator/default-deny"),
    ),
    "PostgreSQL for everybody": ("policy-open", put(POSTGRES, "spec/ingress/0/from/-", ANYBODY)),
    "PostgreSQL for the internet": (
        "policy-open",
        put(POSTGRES, "spec/ingress/0/from/-", {"ipBlock": {"cidr": "0.0.0.0/0"}}),
    ),
    "PostgreSQL from anywhere": ("policy-open", drop(POSTGRES, "spec/ingress/0/from")),
    "PostgreSQL at every port": ("policy-open", drop(POSTGRES, "spec/ingress/3/ports")),
    "PostgreSQL for every function": (
        "store-open",
        drop(POSTGRES, "spec/ingress/0/from/0/podSelector"),
    ),
    "PostgreSQL to anywhere": ("policy-open", drop(POSTGRES, "spec/egress/2/ports")),
    "a direction that is ignored": ("policy-types", put(POSTGRES, "spec/policyTypes", ["Ingress"])),
    "a policy without a reason": (
        "policy-why",
        drop(POSTGRES, "metadata/annotations/learning.org~1why"),
    ),
    "a namespace without Pod Security": (
        "pod-security-none",
        drop("Namespace/data", "metadata/labels/pod-security.kubernetes.io~1enforce"),
    ),
    "a namespace for privileged pods": (
        "pod-security-none",
        put(
            "Namespace/velero", "metadata/labels/pod-security.kubernetes.io~1enforce", "privileged"
        ),
    ),
    "a store's namespace at baseline": (
        "pod-security",
        put("Namespace/data", "metadata/labels/pod-security.kubernetes.io~1enforce", "baseline"),
    ),
    "a level that changes with the cluster": (
        "pod-security-version",
        put(
            "Namespace/data",
            "metadata/labels/pod-security.kubernetes.io~1enforce-version",
            "latest",
        ),
    ),
    "a namespace that Git can delete": (
        "namespace-kept",
        drop("Namespace/data", "metadata/annotations/argocd.argoproj.io~1sync-options"),
    ),
    "a namespace that nothing makes": ("namespace-missing", gone("Namespace/velero")),
}
