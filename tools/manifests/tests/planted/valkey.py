"""Valkey that forgets, that nobody takes over from, or that functions may change."""

from __future__ import annotations

from tools.manifests.tests.planted.spoil import Faults, drop, edit, gone, put

SERVERS = "StatefulSet/data/valkey"
POD = "spec/template/spec"
CLAIM = "spec/volumeClaimTemplates/0/spec"
NODES = "Service/data/valkey-nodes"
BUDGET = "PodDisruptionBudget/data/valkey"
CONFIG = "ConfigMap/data/valkey-config"
SERVER, SENTINEL, USERS = "data/valkey.conf", "data/sentinel.conf", "data/users.acl"

FAULTS: Faults = {
    "servers without names": ("valkey-copies", put(NODES, "spec/clusterIP", "10.0.0.9")),
    "servers that wait to be ready before they are found": (
        "valkey-copies",
        drop(NODES, "spec/publishNotReadyAddresses"),
    ),
    "sentinels of somebody else": (
        "valkey-copies",
        put("Service/data/valkey-sentinel", "spec/selector/app.kubernetes.io~1name", "redis"),
    ),
    "no Valkey": ("valkey-copies", gone(SERVERS)),
    "one Valkey": ("valkey-copies", put(SERVERS, "spec/replicas", 1)),
    "Valkeys that find no majority": ("valkey-copies", put(SERVERS, "spec/replicas", 4)),
    "Valkeys that wait for the first": ("valkey-copies", drop(SERVERS, "spec/podManagementPolicy")),
    "Valkey in one zone": (
        "valkey-copies",
        put(SERVERS, f"{POD}/topologySpreadConstraints/0/topologyKey", "kubernetes.io/hostname"),
    ),
    "Valkey in one zone when it is tight": (
        "valkey-copies",
        put(SERVERS, f"{POD}/topologySpreadConstraints/0/whenUnsatisfiable", "ScheduleAnyway"),
    ),
    "sessions without a disk": ("valkey-copies", drop(SERVERS, "spec/volumeClaimTemplates/0")),
    "sessions that go with their claim": (
        "valkey-copies",
        put(SERVERS, f"{CLAIM}/storageClassName", "gp3"),
    ),
    "sessions that go with the StatefulSet": (
        "valkey-copies",
        put(SERVERS, "spec/persistentVolumeClaimRetentionPolicy", {"whenDeleted": "Delete"}),
    ),
    "a primary that ends immediately": (
        "valkey-copies",
        put(SERVERS, f"{POD}/terminationGracePeriodSeconds", 5),
    ),
    "a primary that hands nothing over": (
        "valkey-copies",
        drop(SERVERS, f"{POD}/containers/0/lifecycle"),
    ),
    "nobody who chooses a primary": ("valkey-copies", drop(SERVERS, f"{POD}/containers/1")),
    "a Valkey that nobody measures": ("valkey-copies", drop(SERVERS, f"{POD}/containers/2")),
    "a drain that takes Valkey": ("valkey-copies", gone(BUDGET)),
    "a drain that takes two Valkeys": ("valkey-copies", put(BUDGET, "spec/maxUnavailable", 2)),
    "a budget for somebody else": (
        "valkey-copies",
        put(BUDGET, "spec/selector/matchLabels/app.kubernetes.io~1name", "redis"),
    ),
    "sessions in memory": (
        "valkey-config",
        edit(CONFIG, SERVER, "appendonly yes", "appendonly no"),
    ),
    "writes that are on no disk yet": (
        "valkey-config",
        edit(CONFIG, SERVER, "appendfsync always", "appendfsync everysec"),
    ),
    "sessions that are evicted": (
        "valkey-config",
        edit(CONFIG, SERVER, "noeviction", "allkeys-lru"),
    ),
    "sessions that one server has": (
        "valkey-config",
        edit(CONFIG, SERVER, "min-replicas-to-write 1", "min-replicas-to-write 0"),
    ),
    "a replica that is a minute behind": (
        "valkey-config",
        edit(CONFIG, SERVER, "min-replicas-max-lag 10", "min-replicas-max-lag 60"),
    ),
    "Valkey without a limit": ("valkey-config", edit(CONFIG, SERVER, "maxmemory 1gb", "")),
    "Valkey in plain": ("valkey-config", edit(CONFIG, SERVER, "port 0", "port 6379")),
    "sentinels in plain": ("valkey-config", edit(CONFIG, SENTINEL, "port 0", "port 26379")),
    "replicas in plain": (
        "valkey-config",
        edit(CONFIG, SERVER, "tls-replication yes", "tls-replication no"),
    ),
    "a sentinel that decides alone": (
        "valkey-config",
        edit(CONFIG, "data/start.sh", "$primary 6379 2", "$primary 6379 1"),
    ),
    "Valkey without its settings": ("valkey-config", gone(CONFIG)),
    "functions that may change Valkey": ("valkey-user", edit(CONFIG, USERS, "-@admin ", "")),
    "functions that choose the primary": (
        "valkey-user",
        edit(CONFIG, USERS, "+config|get", "+config|get +replicaof"),
    ),
    "Valkey without a password": (
        "valkey-user",
        edit(CONFIG, USERS, "user default on >PASSWORD", "user default on nopass"),
    ),
    "sentinels that read sessions": (
        "valkey-user",
        edit(CONFIG, USERS, "resetchannels", "~* resetchannels"),
    ),
    "a third user of Valkey": (
        "valkey-user",
        edit(CONFIG, USERS, "user sentinel", "user guest on nopass ~* +@all\nuser sentinel"),
    ),
}
