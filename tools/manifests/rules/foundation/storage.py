"""Disks: encrypted with the cluster's key, in the pod's zone, kept where data would be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, walk, where
from tools.manifests.foundation import dig
from tools.manifests.rules.foundation.musts import Must, held, is_, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation

DEFAULT = "metadata/annotations/storageclass.kubernetes.io~1is-default-class"
STORES = ("Cluster", "Kafka", "KafkaNodePool", "PerconaServerMongoDB", "StatefulSet")
NAMES = ("storageClass", "storageClassName", "class")
SCRATCH = "restore-drill"


def classes(on: Foundation) -> Iterator[Finding]:
    """Every class of disks is encrypted and can grow; one of them is the default."""
    found = list(on.of("StorageClass"))
    for one in found:
        yield from held("storage-class", where(one), one, _CLASS)
        key = f"alias/learning-{on.environment}/cluster"
        if dig(one, "parameters/kmsKeyId") != key:
            yield Finding("storage-class", where(one), f"is not under {key}")
    if on.is_real and sum(dig(one, DEFAULT) == "true" for one in found) != 1:
        yield Finding("storage-class", "StorageClass", "one of them must be the default")


def kept(on: Foundation) -> Iterator[Finding]:
    """A store's disk survives the accidental deletion of its claim."""
    if not on.is_real:
        return
    for kind in STORES:
        for one in on.of(kind):
            if dig(one, "metadata/namespace") == SCRATCH:
                continue
            for path, value in walk(one.get("spec") or {}):
                if path.rpartition(".")[2] not in NAMES or not isinstance(value, str):
                    continue
                chosen = on.find("StorageClass", value)
                if dig(chosen, "reclaimPolicy") != "Retain":
                    message = f"{path} is {value}, whose disks are deleted with their claims"
                    yield Finding("storage-kept", where(one), message)


_CLASS = (
    Must("provisioner", is_("ebs.csi.aws.com"), "no driver here makes such disks"),
    Must("parameters/encrypted", is_("true"), "a disk that was thrown away can be read"),
    Must("parameters/type", is_("gp3"), "slower, and no cheaper"),
    Must("volumeBindingMode", is_("WaitForFirstConsumer"), "the disk may be in another zone"),
    Must("allowVolumeExpansion", is_(True), "a full disk could not grow"),
    Must("reclaimPolicy", one_of("Delete", "Retain"), "what happens to the data must be said"),
)
