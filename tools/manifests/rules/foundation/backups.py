"""Backups: often enough, kept long enough, of every store, and restored every week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import (
    Finding,
    containers,
    name_of,
    namespace_of,
    template,
    walk,
    where,
)
from tools.manifests.foundation import dig
from tools.manifests.promises import DAY, DRILL_EVERY, KEPT, OPLOG, RPO, RTO
from tools.manifests.rules.foundation.musts import (
    Must,
    absent,
    at_most,
    given,
    held,
    is_,
    lasts,
    longest_gap,
    number,
    off,
    runs_every,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation
    from tools.manifests.names import Manifest

DRILL = "restore-drill"
PLUGIN = "barman-cloud.cloudnative-pg.io"


def postgres(on: Foundation) -> Iterator[Finding]:
    """PostgreSQL has a base backup each day and every WAL file, for 30 days."""
    for cluster in _live(on, "Cluster"):
        plugin: Manifest = next(
            (one for one in dig(cluster, "spec/plugins") or () if one.get("name") == PLUGIN), {}
        )
        store = on.find(
            "ObjectStore", dig(plugin, "parameters/barmanObjectName"), namespace_of(cluster)
        )
        if (
            store is None
            or plugin.get("isWALArchiver") is not True
            or plugin.get("enabled") is False
        ):
            yield Finding("postgres-backup", where(cluster), "no WAL is archived")
        planned = [
            one
            for one in on.of("ScheduledBackup")
            if dig(one, "spec/cluster/name") == name_of(cluster)
        ]
        if not planned:
            yield Finding("postgres-backup", where(cluster), "nothing makes a base backup")
        for one in planned:
            yield from held("postgres-backup", where(one), one, _BASE_BACKUP)
    for store in _live(on, "ObjectStore"):
        yield from held("postgres-backup", where(store), store, _OBJECT_STORE)


_BASE_BACKUP = (
    Must("spec/schedule", runs_every(RPO.value), RPO.words),
    Must("spec/suspend", off, "a schedule that sleeps makes no backup"),
    Must("spec/method", is_("plugin"), "the plugin is what knows the object store"),
    Must("spec/pluginConfiguration/name", is_(PLUGIN), "the plugin is what knows the object store"),
    Must("spec/immediate", is_(True), "a new cluster has no backup until tonight"),
    Must("spec/target", is_("prefer-standby"), "the primary has enough to do"),
)
_OBJECT_STORE = (
    Must("spec/retentionPolicy", lasts(KEPT.value), KEPT.words),
    Must(
        "spec/configuration/s3Credentials",
        is_({"inheritFromIAMRole": True}),
        "pods have identities, not keys",
    ),
    Must("spec/configuration/wal/compression", given, "WAL is written all day"),
    Must("spec/configuration/data/immediateCheckpoint", is_(True), "else a backup waits for one"),
)


def mongodb(on: Foundation) -> Iterator[Finding]:
    """MongoDB has a backup each day and its oplog in between, for 30 days."""
    for one in _live(on, "PerconaServerMongoDB"):
        backup = dig(one, "spec/backup") or {}
        yield from held("mongodb-backup", where(one), backup, _MONGODB)
        tasks = [task for task in backup.get("tasks") or () if task.get("enabled") is True]
        if not tasks:
            yield Finding("mongodb-backup", where(one), "no task makes a backup")
        for task in tasks:
            storage = dig(backup, f"storages/{task.get('storageName')}")
            gap = longest_gap(str(task.get("schedule")))
            count = number(dig(task, "retention/count")) or 0
            if storage is None:
                yield Finding(
                    "mongodb-backup", where(one), f"{task.get('storageName')} is not storage"
                )
            if gap > RPO.value:
                yield Finding("mongodb-backup", where(one), f"{task.get('schedule')}: {RPO.words}")
            if gap * count < KEPT.value or dig(task, "retention/type") != "count":
                yield Finding("mongodb-backup", where(one), f"keeps {count:.0f}: {KEPT.words}")
            if dig(task, "retention/deleteFromStorage") is not True:
                yield Finding("mongodb-backup", where(one), "what is older stays in the bucket")
        for name, storage in (backup.get("storages") or {}).items():
            if dig(storage, "s3/credentialsSecret") is not None:
                yield Finding(
                    "mongodb-backup", where(one), f"{name}: pods have identities, not keys"
                )


_MONGODB = (
    Must("enabled", is_(True), "nothing is saved"),
    Must("pitr/enabled", is_(True), "without the oplog a day is lost"),
    Must("pitr/oplogSpanMin", at_most(OPLOG.value / 60), OPLOG.words),
)


def valkey(on: Foundation) -> Iterator[Finding]:
    """Valkey's whole state is copied each night, checked, and sent away."""
    if not on.is_real:
        return
    job = on.find("CronJob", "valkey-backup")
    if job is None:
        yield Finding("valkey-backup", "data", "nothing saves Valkey")
        return
    yield from held("valkey-backup", where(job), job, _NIGHTLY)
    pod = template(job).get("spec") or {}
    steps = [*(pod.get("initContainers") or ()), *containers(job)]
    commands = "\n".join(str(line) for step in steps for line in step.get("args") or ())
    for part in ("--rdb", "valkey-check-rdb", "aws s3 cp", "--checksum-algorithm SHA256"):
        if part not in commands:
            yield Finding("valkey-backup", where(job), f"no step says `{part}`")
    if any("-ec" not in (step.get("command") or ()) for step in steps):
        yield Finding("valkey-backup", where(job), "a step goes on after a command that failed")


_NIGHTLY = (
    Must("spec/schedule", runs_every(RPO.value), RPO.words),
    Must("spec/suspend", off, "a schedule that sleeps makes no backup"),
    Must("spec/timeZone", is_("Etc/UTC"), "an hour that a clock change skips has no backup"),
    Must("spec/concurrencyPolicy", is_("Forbid"), "two copies at once load the store twice"),
    Must("spec/startingDeadlineSeconds", at_most(DAY), "a run that was missed is made up for"),
    Must(
        "spec/jobTemplate/spec/activeDeadlineSeconds",
        at_most(RTO.value),
        "a job that hangs blocks the next",
    ),
)


def drill(on: Foundation) -> Iterator[Finding]:
    """The newest backups are restored each week, within the time that was promised."""
    if not on.is_real:
        return
    job = on.find("CronJob", DRILL)
    if job is None:
        yield Finding("restore-drill", DRILL, "no backup is ever restored")
        return
    yield from held("restore-drill", where(job), job, _DRILL)
    if dig(job, "spec/suspend") not in {None, False}:
        yield Finding("drill-asleep", where(job), "no backup is ever restored")
    scratch = [one for one in on.documents.items if namespace_of(one) == DRILL]
    for kind in ("Cluster", "PerconaServerMongoDB", "PerconaServerMongoDBRestore", "ObjectStore"):
        if not any(one["kind"] == kind for one in scratch):
            yield Finding("restore-drill", where(job), f"has no {kind} to restore with")
    yield from _scratch(on)
    restore = on.find("PerconaServerMongoDBRestore", "mongodb-drill")
    if restore and on.find("PerconaServerMongoDB", dig(restore, "spec/clusterName"), DRILL) is None:
        yield Finding("restore-drill", where(restore), "restores into nothing")
    for one in (one for one in scratch if one["kind"] == "Cluster"):
        plugin = dig(one, "spec/externalClusters/0/plugin") or {}
        live = on.find("Cluster", dig(plugin, "parameters/serverName"), "data")
        store = on.find("ObjectStore", dig(plugin, "parameters/barmanObjectName"), DRILL)
        if live is None or store is None or not dig(one, "spec/bootstrap/recovery/source"):
            yield Finding("restore-drill", where(one), "does not restore the live cluster's backup")
        if any(other.get("isWALArchiver") for other in dig(one, "spec/plugins") or ()):
            yield Finding("restore-drill", where(one), "would write over the live WAL")


def _scratch(on: Foundation) -> Iterator[Finding]:
    for kind, image in (("Cluster", "spec/imageName"), ("PerconaServerMongoDB", "spec/image")):
        live = {dig(one, image) for one in _live(on, kind)}
        for one in on.of(kind):
            if dig(one, image) not in live:
                yield Finding("restore-drill", where(one), "restores with another version")
    for one in on.of("ObjectStore"):
        if namespace_of(one) == DRILL:
            yield from held("restore-drill", where(one), one, _READS)
    for one in on.of("PerconaServerMongoDB"):
        if namespace_of(one) == DRILL:
            yield from held("restore-drill", where(one), one, _SCRATCH)


_READS = (
    Must(
        "spec/configuration/s3Credentials",
        is_({"inheritFromIAMRole": True}),
        "pods have identities, not keys",
    ),
)
_SCRATCH = (
    Must("spec/backup/enabled", is_(True), "the agent that restores would not run"),
    Must("spec/backup/storages/s3/s3/bucket", given, "it could not find the backups"),
    Must("spec/backup/pitr/enabled", off, "it would write into the live oplog"),
    Must("spec/backup/tasks", absent, "it would write next to the live backups"),
    Must("spec/secrets/users", given, "the operator would not know the restored users"),
)
_DRILL = (
    Must("spec/schedule", runs_every(DRILL_EVERY.value), DRILL_EVERY.words),
    Must("spec/concurrencyPolicy", is_("Forbid"), "two drills would share one scratch database"),
    Must("spec/jobTemplate/spec/activeDeadlineSeconds", at_most(RTO.value), RTO.words),
    Must("spec/jobTemplate/spec/backoffLimit", is_(0), "a drill that fails is a finding"),
)


def buckets(on: Foundation) -> Iterator[Finding]:
    """Backups are in the environment's own bucket, each store below its own prefix."""
    if not on.is_real:
        return
    wanted = f"learning-{on.environment}-backups-"
    for one in on.documents.items:
        if one["kind"] == "ConfigMap":
            continue
        for path, value in walk(one):
            if isinstance(value, str) and "-backups-" in value and wanted not in value:
                yield Finding("foreign-bucket", where(one), f"{path} is {value}")
    for number_, place in enumerate(
        dig(on.charts, "velero/configuration/backupStorageLocation") or ()
    ):
        if not str(place.get("bucket")).startswith(wanted):
            yield Finding("foreign-bucket", "Chart/velero", f"{number_}: {place.get('bucket')}")


def _live(on: Foundation, kind: str) -> Iterator[Manifest]:
    return (one for one in on.of(kind) if namespace_of(one) != DRILL)
