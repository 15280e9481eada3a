"""What `python -m tools.manifests.mutate` found when nothing noticed it."""

from __future__ import annotations

from tools.manifests.tests.planted.spoil import Faults, drop, gone, put

POSTGRES = "Cluster/data/postgres"
MONGODB = "PerconaServerMongoDB/data/mongodb"
KAFKA = "Kafka/kafka/kafka"
SCRATCH = "PerconaServerMongoDB/restore-drill/mongodb-drill"
KOURIER = "NetworkPolicy/knative-serving/kourier"
ACTIVATOR = "NetworkPolicy/knative-serving/activator"
GATEWAY = "Gateway/nginx-gateway/public"
REDIRECT = "HTTPRoute/nginx-gateway/to-https"
STACK = "Chart/kube-prometheus-stack"
WINDOW = "spec/syncWindows/0"
EMPTY: dict[str, dict[str, str]] = {"matchLabels": {}}

FAULTS: Faults = {
    "functions without a role": ("postgres-role", drop(POSTGRES, "spec/managed")),
    "PostgreSQL without resources": ("pod-resources", drop(POSTGRES, "spec/resources")),
    "PostgreSQL without a disk": ("postgres-copies", drop(POSTGRES, "spec/storage/size")),
    "PostgreSQL of any version": ("postgres-copies", drop(POSTGRES, "spec/imageName")),
    "functions that make tables": (
        "postgres-copies",
        drop(POSTGRES, "spec/bootstrap/initdb/postInitApplicationSQL/0"),
    ),
    "functions that own the tables": (
        "postgres-copies",
        put(POSTGRES, "spec/bootstrap/initdb/owner", "learning"),
    ),
    "queries without an end": (
        "postgres-copies",
        put(POSTGRES, "spec/postgresql/parameters/statement_timeout", "0"),
    ),
    "MongoDB without users": ("mongodb-role", drop(MONGODB, "spec/users/0")),
    "MongoDB without a disk": (
        "mongodb-copies",
        drop(MONGODB, "spec/replsets/0/volumeSpec/persistentVolumeClaim"),
    ),
    "MongoDB without resources": ("pod-resources", drop(MONGODB, "spec/replsets/0/resources")),
    "MongoDB that Pod Security refuses": (
        "privileged",
        drop(MONGODB, "spec/replsets/0/containerSecurityContext/capabilities"),
    ),
    "MongoDB's set-up that Pod Security refuses": (
        "privileged",
        drop(MONGODB, "spec/initContainerSecurityContext/seccompProfile"),
    ),
    "Kafka that Pod Security refuses": (
        "privileged",
        drop(KAFKA, "spec/kafka/template/pod/securityContext/seccompProfile"),
    ),
    "Kafka's topics that Pod Security refuses": (
        "privileged",
        drop(KAFKA, "spec/entityOperator/template/topicOperatorContainer"),
    ),
    "Kafka for an empty selector": (
        "kafka-open",
        put(KAFKA, "spec/kafka/listeners/0/networkPolicyPeers/0/namespaceSelector", EMPTY),
    ),
    "Kafka without resources": (
        "pod-resources",
        drop("KafkaNodePool/kafka/combined", "spec/resources"),
    ),
    "NGINX without resources": (
        "pod-resources",
        drop("NginxProxy/nginx-gateway/public", "spec/kubernetes/deployment/container"),
    ),
    "a scratch MongoDB that cannot restore": (
        "restore-drill",
        put(SCRATCH, "spec/backup/enabled", False),
    ),
    "a scratch MongoDB that writes into the live oplog": (
        "restore-drill",
        put(SCRATCH, "spec/backup/pitr/enabled", True),
    ),
    "a scratch MongoDB of another version": (
        "restore-drill",
        put(SCRATCH, "spec/image", "docker.io/percona/percona-server-mongodb:7.0.14-8"),
    ),
    "a scratch PostgreSQL of another version": (
        "restore-drill",
        put(
            "Cluster/restore-drill/restore-drill",
            "spec/imageName",
            "ghcr.io/cloudnative-pg/postgresql:18.1-standard-trixie",
        ),
    ),
    "a drill that reads without an identity": (
        "restore-drill",
        drop("ObjectStore/restore-drill/postgres-backups", "spec/configuration/s3Credentials"),
    ),
    "volumes copied by an agent that is not there": (
        "cluster-backup",
        put("Schedule/velero/cluster", "spec/template/snapshotMoveData", True),
    ),
    "Kourier for all of the gateway's namespace": (
        "way-open",
        drop(KOURIER, "spec/ingress/0/from/0/podSelector"),
    ),
    "Kourier's controller for every pod": (
        "way-open",
        gone("NetworkPolicy/knative-serving/kourier-control"),
    ),
    "an activator for every pod of Knative": (
        "way-open",
        put(ACTIVATOR, "spec/ingress/0/from/0/podSelector", {}),
    ),
    "Kourier for an empty selector": (
        "policy-open",
        put(KOURIER, "spec/ingress/0/from/1/namespaceSelector", EMPTY),
    ),
    "a policy for all pods": (
        "policy-wide",
        put("NetworkPolicy/data/postgres", "spec/podSelector", EMPTY),
    ),
    "metrics of all pods": (
        "policy-wide",
        put("NetworkPolicy/monitoring/grafana", "spec/podSelector", {}),
    ),
    "a gateway by its defaults": ("listener", drop(GATEWAY, "spec/infrastructure")),
    "a gateway that does not listen for plain requests": (
        "listener",
        drop(GATEWAY, "spec/listeners/0"),
    ),
    "a redirect of nothing": ("redirect", drop(REDIRECT, "spec/parentRefs")),
    "a redirect of everything": ("redirect", drop(REDIRECT, "spec/parentRefs/0/sectionName")),
    "nodes of any architecture": (
        "nodes",
        drop("NodePool/general", "spec/template/spec/requirements/0"),
    ),
    "stores that restart at noon on some days": (
        "sync-window",
        put("AppProject/argocd/stores", f"{WINDOW}/schedule", "0 6 * * 6"),
    ),
    "stores that are spared for an hour": (
        "sync-window",
        put("AppProject/argocd/stores", f"{WINDOW}/duration", "1h"),
    ),
    "alerts without a channel": (
        "alert-route",
        drop(STACK, "alertmanager/config/receivers/2/slack_configs/0/channel"),
    ),
    "both Prometheuses on one node": (
        "monitoring",
        drop(STACK, "prometheus/prometheusSpec/podAntiAffinity"),
    ),
    "Prometheus without resources": (
        "chart-resources",
        drop(STACK, "prometheus/prometheusSpec/resources"),
    ),
    "Kafka's operator without resources": (
        "chart-resources",
        drop("Chart/strimzi-kafka-operator", "resources"),
    ),
    "External Secrets as somebody else": (
        "chart-account",
        drop("Chart/external-secrets", "serviceAccount"),
    ),
    "Velero as somebody else": (
        "chart-account",
        put("Chart/velero", "serviceAccount/server/name", "backup"),
    ),
    "certificates that nobody measures": (
        "chart",
        put("Chart/cert-manager", "prometheus/enabled", False),
    ),
    "two that write the same secret": (
        "chart",
        put("Chart/external-secrets", "leaderElect", False),
    ),
}
