"""Valkey: three servers that fail over automatically, and no acknowledged write is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.manifests.documents import (
    Finding,
    containers,
    namespace_of,
    pod_labels,
    selects,
    where,
)
from tools.manifests.foundation import dig
from tools.manifests.promises import COPIES
from tools.manifests.rules.foundation.musts import (
    Must,
    at_least,
    at_most,
    given,
    held,
    is_,
    matches,
    number,
    one_of,
)
from tools.manifests.rules.foundation.stores import SIZE, ZONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation
    from tools.manifests.names import Manifest

NAME, NAMESPACE = "valkey", "data"
CONFIG = "valkey-config"
# Lines that both programs' files must contain: neither listens without TLS.
ENCRYPTED = ("port 0", "tls-replication yes")
SERVER = (*ENCRYPTED, "appendonly yes", "appendfsync always", "maxmemory-policy noeviction")
_QUORUM = re.compile(r"sentinel monitor valkey \S+ 6379 (\d+)")
# Rights by which a user could change the server or its primary.
STRONG = {
    *("+@all", "+@admin", "+@dangerous", "allcommands", "nopass", "+acl", "+config", "+debug"),
    *("+config|set", "+failover", "+module", "+shutdown", "+replicaof", "+slaveof"),
}
# The user that promotes another server to primary.
SENTINEL_MAY = {"+replicaof", "+slaveof"}


def copies(on: Foundation) -> Iterator[Finding]:
    """Three servers in three zones, each with a sentinel, of which a drain takes one at a time."""
    servers = on.find("StatefulSet", NAME, NAMESPACE)
    if servers is None:
        if on.is_real:
            yield Finding("valkey-copies", NAMESPACE, "there is no Valkey")
        return
    place = where(servers)
    yield from held("valkey-copies", place, servers, _SERVERS)
    parts = {one.get("name"): one for one in containers(servers)}
    for name, table in _PARTS.items():
        if name not in parts:
            yield Finding("valkey-copies", place, f"there is no {name} in its pods")
        else:
            yield from held("valkey-copies", place, parts[name], table)
    budgets = [
        one
        for one in on.of("PodDisruptionBudget")
        if namespace_of(one) == NAMESPACE
        and selects(dig(one, "spec/selector") or {}, pod_labels(servers))
    ]
    if not budgets:
        yield Finding("valkey-copies", place, "a drain may take all of them")
    for one in budgets:
        yield from held("valkey-copies", where(one), one, _BUDGET)
    for name, table in _SERVICES.items():
        found = on.find("Service", name, NAMESPACE)
        if not selects({"matchLabels": dig(found, "spec/selector") or {}}, pod_labels(servers)):
            yield Finding("valkey-copies", f"Service/{NAMESPACE}/{name}", "leads somewhere else")
        yield from held("valkey-copies", f"Service/{NAMESPACE}/{name}", found, table)


_SERVERS = (
    Must(
        "spec/replicas",
        lambda count: at_least(COPIES.value)(count) and count % 2 == 1,
        COPIES.words,
    ),
    Must("spec/podManagementPolicy", is_("Parallel"), "all would wait for the first one's zone"),
    Must("spec/persistentVolumeClaimRetentionPolicy/whenDeleted", one_of(None, "Retain"), "kept"),
    Must("spec/persistentVolumeClaimRetentionPolicy/whenScaled", one_of(None, "Retain"), "kept"),
    Must(
        "spec/volumeClaimTemplates/0/spec/resources/requests/storage",
        matches(SIZE),
        "each copy has a disk of its own",
    ),
    Must(
        "spec/volumeClaimTemplates/0/spec/storageClassName",
        is_("gp3-kept"),
        "a claim that is deleted by mistake would take its disk along",
    ),
    Must("spec/template/spec/topologySpreadConstraints/0/topologyKey", is_(ZONE), COPIES.words),
    Must(
        "spec/template/spec/topologySpreadConstraints/0/whenUnsatisfiable",
        is_("DoNotSchedule"),
        COPIES.words,
    ),
    Must(
        "spec/template/spec/terminationGracePeriodSeconds",
        at_least(30),
        "no time to hand over before it ends",
    ),
)
_PARTS = {
    "valkey": (
        Must("readinessProbe", given, "functions would reach a server that is still loading"),
        Must("lifecycle/preStop/exec/command", given, "a drain would be a fail-over by surprise"),
    ),
    "sentinel": (
        Must("readinessProbe", given, "functions would ask a sentinel that knows nothing yet"),
    ),
    "metrics": (Must("ports/0/containerPort", is_(9121), "a lost copy would not be seen"),),
}
# Certificates and sentinels know each server by a name; a new one is found before it is ready.
_SERVICES = {
    "valkey-nodes": (
        Must("spec/clusterIP", is_("None"), "servers would have no names"),
        Must("spec/publishNotReadyAddresses", is_(True), "nobody could follow the first one"),
    ),
    "valkey-sentinel": (Must("spec/selector", given, "functions would find no sentinel"),),
}
_BUDGET = (Must("spec/maxUnavailable", at_most(1), "a drain may take the majority"),)


def settings(on: Foundation) -> Iterator[Finding]:
    """Each write is on a disk and on a replica; sentinels decide by majority; all by TLS."""
    servers = on.find("StatefulSet", NAME, NAMESPACE)
    if servers is None:
        return
    found = on.find("ConfigMap", CONFIG, NAMESPACE)
    for file, lines in (("valkey.conf", SERVER), ("sentinel.conf", ENCRYPTED)):
        said = _lines(found, file)
        for line in lines:
            if line not in said:
                yield Finding("valkey-config", f"ConfigMap/{NAMESPACE}/{CONFIG}", f"{file}: {line}")
    values = dict(line.split(" ", 1) for line in _lines(found, "valkey.conf") if " " in line)
    yield from held("valkey-config", f"ConfigMap/{NAMESPACE}/{CONFIG}", values, _WRITES)
    quorum = _QUORUM.search(str(dig(found, "data/start.sh")))
    majority = int(number(dig(servers, "spec/replicas")) or 0) // 2 + 1
    if quorum is None or int(quorum[1]) != majority:
        message = f"{majority} sentinels are a majority: fewer could choose two primaries"
        yield Finding("valkey-config", f"ConfigMap/{NAMESPACE}/{CONFIG}", message)


_WRITES = (
    Must("min-replicas-to-write", at_least(1), "a write would die with the primary"),
    Must("min-replicas-max-lag", at_most(10), "a replica that is behind confirms nothing"),
    Must("maxmemory", given, "the kernel would end it, not a refused write"),
)


def users(on: Foundation) -> Iterator[Finding]:
    """Functions can use Valkey but not reconfigure it; sentinels cannot read it."""
    found = on.find("ConfigMap", CONFIG, NAMESPACE)
    if found is None:
        return
    named = {
        line.split()[1]: line.split()[2:]
        for line in _lines(found, "users.acl")
        if line.startswith("user ")
    }
    if named.keys() != {"default", "sentinel"}:
        yield Finding("valkey-user", where(found), f"its users are {sorted(named)}")
    for name, rights in named.items():
        if ">PASSWORD" not in rights:
            yield Finding("valkey-user", where(found), f"{name} has no password")
        # Later rules take away from earlier ones.
        strong = STRONG - (SENTINEL_MAY if name == "sentinel" else set())
        if "-@admin" in rights:
            strong -= {"+@all"}
        elif "-@all" not in rights:
            yield Finding("valkey-user", where(found), f"{name} may change the server")
        for one in sorted(strong & set(rights)):
            yield Finding("valkey-user", where(found), f"{name} has {one}")
        if name == "sentinel" and any(one.startswith(("~", "%", "allkeys")) for one in rights):
            yield Finding("valkey-user", where(found), "sentinels read no keys")


def _lines(config: Manifest | None, file: str) -> list[str]:
    return [line.strip() for line in str(dig(config, "data/" + file) or "").splitlines()]
