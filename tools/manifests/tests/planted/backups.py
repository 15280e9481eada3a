"""Backups that are too rare, too short, of too little, or never tried."""

from __future__ import annotations

from tools.manifests.tests.planted.spoil import Faults, drop, edit, gone, put

STORE = "ObjectStore/data/postgres-backups"
DAILY = "ScheduledBackup/data/postgres-daily"
POSTGRES = "Cluster/data/postgres"
MONGODB = "PerconaServerMongoDB/data/mongodb"
TASK = "spec/backup/tasks/0"
VALKEY = "CronJob/data/valkey-backup"
POD = "spec/jobTemplate/spec/template/spec"
VELERO = "Schedule/velero/cluster"
VOLUMES = "ConfigMap/velero/velero-volumes"
DRILL = "CronJob/restore-drill/restore-drill"
SCRATCH = "PerconaServerMongoDB/restore-drill/mongodb-drill"

FAULTS: Faults = {
    "PostgreSQL kept three days": ("postgres-backup", put(STORE, "spec/retentionPolicy", "3d")),
    "PostgreSQL kept for ever": ("postgres-backup", drop(STORE, "spec/retentionPolicy")),
    "PostgreSQL's backups with a key": (
        "postgres-backup",
        put(STORE, "spec/configuration/s3Credentials/accessKeyId", {"name": "aws", "key": "id"}),
    ),
    "WAL that is not compressed": (
        "postgres-backup",
        drop(STORE, "spec/configuration/wal/compression"),
    ),
    "no place for PostgreSQL's backups": ("postgres-backup", gone(STORE)),
    "PostgreSQL monthly": ("postgres-backup", put(DAILY, "spec/schedule", "0 0 2 1 * *")),
    "PostgreSQL weekly": ("postgres-backup", put(DAILY, "spec/schedule", "0 0 2 * * 0")),
    "a schedule without its seconds": (
        "postgres-backup",
        put(DAILY, "spec/schedule", "0 2 * * sunday"),
    ),
    "PostgreSQL's schedule asleep": ("postgres-backup", put(DAILY, "spec/suspend", True)),
    "PostgreSQL's backup by the method that is gone": (
        "postgres-backup",
        put(DAILY, "spec/method", "barmanObjectStore"),
    ),
    "a backup of another cluster": (
        "postgres-backup",
        put(DAILY, "spec/cluster/name", "postgres-2"),
    ),
    "backups from the primary": ("postgres-backup", put(DAILY, "spec/target", "primary")),
    "no backup of PostgreSQL": ("postgres-backup", gone(DAILY)),
    "WAL that nobody archives": (
        "postgres-backup",
        put(POSTGRES, "spec/plugins/0/isWALArchiver", False),
    ),
    "PostgreSQL without its plugin": ("postgres-backup", put(POSTGRES, "spec/plugins", [])),
    "MongoDB's backup off": ("mongodb-backup", put(MONGODB, "spec/backup/enabled", False)),
    "MongoDB weekly": ("mongodb-backup", put(MONGODB, f"{TASK}/schedule", "15 2 * * 1")),
    "MongoDB monthly": ("mongodb-backup", put(MONGODB, f"{TASK}/schedule", "15 2 1 * *")),
    "MongoDB kept a week": ("mongodb-backup", put(MONGODB, f"{TASK}/retention/count", 7)),
    "MongoDB's task off": ("mongodb-backup", put(MONGODB, f"{TASK}/enabled", False)),
    "MongoDB's backup into nowhere": ("mongodb-backup", put(MONGODB, f"{TASK}/storageName", "gcs")),
    "MongoDB's old backups stay": (
        "mongodb-backup",
        put(MONGODB, f"{TASK}/retention/deleteFromStorage", False),
    ),
    "MongoDB without its oplog": (
        "mongodb-backup",
        put(MONGODB, "spec/backup/pitr/enabled", False),
    ),
    "the oplog once a day": ("mongodb-backup", put(MONGODB, "spec/backup/pitr/oplogSpanMin", 1440)),
    "MongoDB's backups with a key": (
        "mongodb-backup",
        put(MONGODB, "spec/backup/storages/s3/s3/credentialsSecret", "aws"),
    ),
    "MongoDB into another environment's bucket": (
        "foreign-bucket",
        put(MONGODB, "spec/backup/storages/s3/s3/bucket", "learning-staging-backups-123456789012"),
    ),
    "Valkey weekly": ("valkey-backup", put(VALKEY, "spec/schedule", "30 2 * * 0")),
    "Valkey's backup asleep": ("valkey-backup", put(VALKEY, "spec/suspend", True)),
    "no backup of Valkey": ("valkey-backup", gone(VALKEY)),
    "a dump that nobody looks at": (
        "valkey-backup",
        edit(VALKEY, f"{POD}/initContainers/0/args/0", "valkey-check-rdb", "ls"),
    ),
    "an upload without a checksum": (
        "valkey-backup",
        edit(VALKEY, f"{POD}/containers/0/args/0", " --checksum-algorithm SHA256", ""),
    ),
    "a dump that goes on after a failure": (
        "valkey-backup",
        put(VALKEY, f"{POD}/initContainers/0/command", ["sh", "-c"]),
    ),
    "two dumps at once": ("valkey-backup", put(VALKEY, "spec/concurrencyPolicy", "Allow")),
    "Velero weekly": ("cluster-backup", put(VELERO, "spec/schedule", "0 3 * * 0")),
    "Velero daily": ("cluster-backup", put(VELERO, "spec/schedule", "0 3 * * *")),
    "Velero kept a day": ("cluster-backup", put(VELERO, "spec/template/ttl", "24h0m0s")),
    "Velero kept for nothing": ("cluster-backup", put(VELERO, "spec/template/ttl", "0s")),
    "Velero asleep": ("cluster-backup", put(VELERO, "spec/paused", True)),
    "no schedule of Velero": ("cluster-backup", gone(VELERO)),
    "Velero without the cluster's resources": (
        "cluster-backup",
        put(VELERO, "spec/template/includeClusterResources", False),
    ),
    "Velero without volumes": (
        "cluster-backup",
        put(VELERO, "spec/template/snapshotVolumes", False),
    ),
    "Velero without the functions": (
        "cluster-backup",
        put(VELERO, "spec/template/excludedNamespaces/-", "learning"),
    ),
    "secrets in the bucket": ("cluster-backup", drop(VELERO, "spec/template/excludedResources/0")),
    "Velero into nowhere": ("cluster-backup", put(VELERO, "spec/template/storageLocation", "aws")),
    "a schedule that takes its backups along": (
        "cluster-backup",
        put(VELERO, "spec/useOwnerReferencesInBackup", True),
    ),
    "no volume is saved": (
        "cluster-backup",
        put(VOLUMES, "data/policies.yaml", "volumePolicies: [{action: {type: skip}}]"),
    ),
    "live databases are copied": (
        "cluster-backup",
        put(VOLUMES, "data/policies.yaml", "version: v1"),
    ),
    "a policy for volumes that cannot be read": (
        "cluster-backup",
        put(VOLUMES, "data/policies.yaml", "volumePolicies:\n  - x\n y"),
    ),
    "no policy for volumes": ("cluster-backup", gone(VOLUMES)),
    "Velero's default of a day": (
        "cluster-backup",
        put("Chart/velero", "configuration/defaultBackupTTL", "24h"),
    ),
    "Velero with a key": ("cluster-backup", put("Chart/velero", "credentials/useSecret", True)),
    "Velero's node agent": ("cluster-backup", put("Chart/velero", "deployNodeAgent", True)),
    "Velero into another environment's bucket": (
        "foreign-bucket",
        put(
            "Chart/velero",
            "configuration/backupStorageLocation/0/bucket",
            "learning-staging-backups-123456789012",
        ),
    ),
    "the drill asleep": ("drill-asleep", put(DRILL, "spec/suspend", True)),
    "the drill once a month": ("restore-drill", put(DRILL, "spec/schedule", "0 4 1 * *")),
    "a drill of a day": (
        "restore-drill",
        put(DRILL, "spec/jobTemplate/spec/activeDeadlineSeconds", 86_400),
    ),
    "a drill that tries until it works": (
        "restore-drill",
        put(DRILL, "spec/jobTemplate/spec/backoffLimit", 5),
    ),
    "no drill": ("restore-drill", gone(DRILL)),
    "a drill without MongoDB": ("restore-drill", gone(SCRATCH)),
    "a drill that restores nothing": (
        "restore-drill",
        gone("PerconaServerMongoDBRestore/restore-drill/mongodb-drill"),
    ),
    "a restore into nothing": (
        "restore-drill",
        put(
            "PerconaServerMongoDBRestore/restore-drill/mongodb-drill", "spec/clusterName", "mongodb"
        ),
    ),
    "a drill of another server": (
        "restore-drill",
        put(
            "Cluster/restore-drill/restore-drill",
            "spec/externalClusters/0/plugin/parameters/serverName",
            "other",
        ),
    ),
    "a drill that writes over the live WAL": (
        "restore-drill",
        put("Cluster/restore-drill/restore-drill", "spec/plugins", [{"isWALArchiver": True}]),
    ),
    "a drill without PostgreSQL's backups": (
        "restore-drill",
        gone("ObjectStore/restore-drill/postgres-backups"),
    ),
}
