"""Velero: the cluster's own objects every six hours, without secrets and live databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from local import yaml_text
from tools.manifests.documents import Finding, where
from tools.manifests.foundation import dig
from tools.manifests.promises import (
    CLUSTER_BACKUP,
    KEPT,
)
from tools.manifests.rules.foundation.musts import (
    Must,
    absent,
    given,
    held,
    is_,
    lasts,
    off,
    runs_every,
    seconds,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation
    from tools.manifests.names import Manifest


DRILL = "restore-drill"
# What Velero must leave out: a copy of a running database's disk is worth less than its own backup.
STORE_VOLUMES = {
    "cnpg.io/cluster": "postgres",
    "app.kubernetes.io/managed-by": "percona-server-mongodb-operator",
    "app.kubernetes.io/name": "valkey",
    "strimzi.io/cluster": "kafka",
}
NOT_SAVED = {"secrets", "events", "events.events.k8s.io"}


def schedules(on: Foundation) -> Iterator[Finding]:
    """Velero saves the cluster every six hours for 30 days, without secrets and live databases."""
    if not on.is_real:
        return
    plans = list(on.of("Schedule", "velero.io"))
    if not plans:
        yield Finding("cluster-backup", "velero", "nothing saves the cluster's objects")
    places = dig(on.charts, "velero/configuration/backupStorageLocation") or ()
    for one in plans:
        yield from held("cluster-backup", where(one), one, _VELERO)
        wanted = dig(one, "spec/template/storageLocation")
        if wanted not in {place.get("name") for place in places}:
            yield Finding("cluster-backup", where(one), f"{wanted} is not a storage location")
        left_out = set(dig(one, "spec/template/excludedNamespaces") or ())
        if left_out - {DRILL, "velero"} or dig(one, "spec/template/includedNamespaces"):
            yield Finding("cluster-backup", where(one), "namespaces are left out")
        resources = set(dig(one, "spec/template/excludedResources") or ())
        if resources != NOT_SAVED or dig(one, "spec/template/includedResources"):
            yield Finding("cluster-backup", where(one), f"must leave out {sorted(NOT_SAVED)} only")
        policy = on.find("ConfigMap", dig(one, "spec/template/resourcePolicy/name"), "velero")
        if policy is None or _skipped(policy) != STORE_VOLUMES:
            yield Finding(
                "cluster-backup", where(one), "must skip the stores' volumes, and no other"
            )


_VELERO = (
    Must("spec/schedule", runs_every(CLUSTER_BACKUP.value), CLUSTER_BACKUP.words),
    Must("spec/paused", off, "a schedule that sleeps makes no backup"),
    Must("spec/template/ttl", lasts(KEPT.value), KEPT.words),
    Must("spec/template/includeClusterResources", is_(True), "roles and definitions belong to it"),
    Must("spec/template/snapshotVolumes", is_(True), "volumes of others are saved too"),
    Must(
        "spec/useOwnerReferencesInBackup",
        off,
        "deleting the schedule must not delete backups",
    ),
    Must("spec/template/snapshotMoveData", off, "it needs the node agent, which is not there"),
    Must("spec/template/defaultVolumesToFsBackup", off, "it needs the node agent"),
    Must("spec/template/labelSelector", absent, "a selector leaves things out"),
)


def _skipped(policy: Manifest) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in (policy.get("data") or {}).values():
        try:
            said = yaml_text.load(text)
        except yaml.YAMLError:
            return {}
        for one in dig(said, "volumePolicies") or ():
            if dig(one, "action/type") == "skip":
                found |= dig(one, "conditions/pvcLabels") or {"everything": "*"}
    return found


def chart(on: Foundation) -> Iterator[Finding]:
    """Velero follows the schedules, with an identity and no key."""
    if "velero" in on.charts:
        values = on.charts["velero"]
        yield from held("cluster-backup", "Chart/velero", values, _CHART)
        if seconds(dig(values, "configuration/defaultBackupTTL")) < KEPT.value:
            yield Finding("cluster-backup", "Chart/velero", KEPT.words)


_CHART = (
    Must("snapshotsEnabled", is_(True), "volumes are saved by snapshots"),
    Must("credentials/useSecret", is_(False), "pods have identities, not keys"),
    Must("deployNodeAgent", is_(False), "the agent needs every node's disk"),
    Must("configuration/volumeSnapshotLocation/0/provider", is_("aws"), "volumes are EBS"),
    Must(
        "configuration/backupStorageLocation/0/config/checksumAlgorithm",
        given,
        "a locked bucket asks for one",
    ),
)
