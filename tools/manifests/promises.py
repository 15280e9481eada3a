"""What the platform promises, as numbers: each is defined here once, with its source.

The rules in `rules/foundation` check every environment's documents against these values.
"""

from __future__ import annotations

from dataclasses import dataclass

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

RECOVERY = "docs/runbooks/disaster-recovery.md"
BACKUPS = "docs/decisions/0019-three-kinds-of-backup.md"
DRILL = "docs/runbooks/restore-drill.md"
STORES = "docs/decisions/0001-stores-and-their-roles.md"
KNATIVE = "docs/decisions/0021-knative-by-its-operator.md"
ALERTS = "docs/decisions/0024-alerts-on-what-people-feel.md"
CERTIFICATES = "docs/runbooks/certificates.md"
ON_CALL = "docs/runbooks/on-call.md"
NODES = "manifests/platform/nodes/base/pool.yaml"


@dataclass(frozen=True)
class Promise:
    """A number we promised; durations are in seconds."""

    value: int
    words: str
    source: str
    """The file in which people are told."""


RPO = Promise(24 * HOUR, "at most a day of writes is lost", RECOVERY)
RTO = Promise(4 * HOUR, "people work again four hours after a disaster", RECOVERY)
KEPT = Promise(30 * DAY, "a backup can be restored for 30 days", BACKUPS)
CLUSTER_BACKUP = Promise(6 * HOUR, "the cluster's objects are saved every six hours", DRILL)
DRILL_EVERY = Promise(7 * DAY, "a backup is restored every week", DRILL)
OPLOG = Promise(10 * MINUTE, "MongoDB's oplog is saved every ten minutes", BACKUPS)
COPIES = Promise(3, "each store has three copies, in three zones", STORES)
IN_SYNC = Promise(2, "an event is accepted when two brokers have it", KNATIVE)
REPLICAS = Promise(2, "a controller survives the loss of one of its pods", KNATIVE)
ADMISSION = Promise(3, "admission answers while a node is drained", KNATIVE)
METRICS_KEPT = Promise(15 * DAY, "metrics of two weeks can be looked at", ALERTS)
SEEN_EVERY = Promise(MINUTE, "every program is measured at least once a minute", ALERTS)
SECRET_AGE = Promise(
    HOUR, "a rotated secret arrives within an hour", "docs/runbooks/secrets-rotation.md"
)
CERTIFICATE_WARNING = Promise(7 * DAY, "a person has a week to renew by hand", CERTIFICATES)
NODE_AGE = Promise(30 * DAY, "no node runs longer than a month without patches", NODES)


@dataclass(frozen=True)
class Alarm:
    """An alert that must exist: what it measures, and the value at which it fires."""

    name: str
    metric: str
    comparison: str
    threshold: float
    waits: int
    """Seconds for which it must be true before it fires."""
    severity: str
    window: str = ""
    """The range that the expression looks back at, where the promise names one."""


ALARMS = (
    # What was promised to the operators, word for word.
    Alarm("PodRestarts", "kube_pod_container_status_restarts_total", ">", 3, 0, "critical", "5m"),
    Alarm("FunctionErrors", "service:errors:count1m", ">", 0.05, 2 * MINUTE, "critical"),
    Alarm("NodeCpuBusy", "node_cpu_seconds_total", ">", 0.8, 5 * MINUTE, "warning", "2m"),
    Alarm("NodeMemoryShort", "node_memory_MemAvailable_bytes", ">", 0.9, 0, "warning"),
    Alarm("ContainerNearMemoryLimit", "container_memory_working_set_bytes", ">", 0.9, 0, "warning"),
    Alarm(
        "CertificateExpires",
        "certmanager_certificate_expiration_timestamp_seconds",
        "<",
        CERTIFICATE_WARNING.value,
        0,
        "critical",
    ),
    # A backup may be late by the time it takes to make it, but not by a second one.
    Alarm(
        "PostgresBackupOverdue",
        "cnpg_collector_last_available_backup_timestamp",
        ">",
        RPO.value + 2 * HOUR,
        30 * MINUTE,
        "critical",
    ),
    Alarm(
        "MongoDBBackupOverdue",
        "mongodb_backup_completed_timestamp_seconds",
        ">",
        RPO.value + 2 * HOUR,
        30 * MINUTE,
        "critical",
    ),
    Alarm(
        "ValkeyBackupOverdue",
        "kube_cronjob_status_last_successful_time",
        ">",
        RPO.value + 2 * HOUR,
        HOUR,
        "warning",
    ),
    Alarm(
        "ClusterBackupOverdue",
        "velero_backup_last_successful_timestamp",
        ">",
        CLUSTER_BACKUP.value + HOUR,
        30 * MINUTE,
        "warning",
    ),
    Alarm(
        "RestoreDrillOverdue",
        "kube_cronjob_status_last_successful_time",
        ">",
        DRILL_EVERY.value + DAY,
        HOUR,
        "warning",
    ),
    # A store that has lost a copy has no second one to lose.
    Alarm("PostgresDown", "cnpg_collector_up", "<", COPIES.value, 5 * MINUTE, "critical"),
    Alarm(
        "MongoDBMembersMissing", "kube_pod_status_ready", "<", COPIES.value, 5 * MINUTE, "critical"
    ),
    Alarm("ValkeyDown", "redis_up", "<", COPIES.value - 1, 2 * MINUTE, "critical"),
    Alarm(
        "KafkaUnderReplicated",
        "kafka_server_replicamanager_underreplicatedpartitions",
        ">",
        0,
        15 * MINUTE,
        "warning",
    ),
    # Silence, and a cluster that is not what is in Git.
    Alarm("FunctionsNotMeasured", "http_requests_total", "", 0, 15 * MINUTE, "critical"),
    Alarm("ArgoDegraded", "argocd_app_info", ">", 0, 10 * MINUTE, "critical"),
    Alarm("ArgoOutOfSync", "argocd_app_info", ">", 0, 30 * MINUTE, "warning"),
)
