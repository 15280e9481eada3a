"""Valkey: three servers with a sentinel each, nothing lost by one of them, nobody in by a trick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, containers, where
from tools.manifests.foundation import dig
from tools.manifests.promises import COPIES
from tools.manifests.rules.foundation.musts import Must, at_least, held, is_, matches
from tools.manifests.rules.foundation.stores import SIZE, ZONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation

VALKEY = "valkey"
VALKEY_LINES = {
    "valkey.conf": (
        "port 0",
        "appendonly yes",
        "appendfsync always",
        "maxmemory-policy noeviction",
        "min-replicas-to-write 1",
        "min-replicas-max-lag 10",
    ),
    "sentinel.conf": ("port 0",),
}


def servers(on: Foundation) -> Iterator[Finding]:
    """Valkey forgets nothing and fails over: three servers, sentinels, a file, no eviction."""
    found = on.find("StatefulSet", VALKEY)
    if found is None:
        if on.is_real:
            yield Finding("valkey-copies", "data", "there is no Valkey")
        return
    place = where(found)
    yield from held("valkey-copies", place, found, _SERVERS)
    names = {one["name"] for one in containers(found)}
    for part, why in (("sentinel", "nobody takes over"), ("metrics", "a lost copy is not seen")):
        if part not in names:
            yield Finding("valkey-copies", place, f"has no {part}: {why}")
    budget = on.find("PodDisruptionBudget", VALKEY)
    if budget is None or dig(budget, "spec/maxUnavailable") != 1:
        yield Finding("valkey-copies", place, "a drain may take all of them")
    for file, lines in VALKEY_LINES.items():
        written = _file(on, file).splitlines()
        for line in lines:
            if line not in written:
                yield Finding("valkey-copies", place, f"{file} must say `{line}`")


def users(on: Foundation) -> Iterator[Finding]:
    """Whoever comes in has a password, and nobody may change the server."""
    place = f"ConfigMap/data/{VALKEY}-config"
    if on.find("StatefulSet", VALKEY) is None:
        return
    lines = [one for one in _file(on, "users.acl").splitlines() if one.strip()]
    if not any(one.startswith("user default ") for one in lines):
        yield Finding("valkey-user", place, "whoever reaches it would be the built-in user")
    for user in lines:
        words = user.split()
        if ">PASSWORD" not in words or "nopass" in words:
            yield Finding("valkey-user", place, f"{words[1]} has no password")
        if not {"-@admin", "-@all"} & set(words) or {"allcommands", "+@admin"} & set(words):
            yield Finding("valkey-user", place, f"{words[1]} may change the server")


def _file(on: Foundation, name: str) -> str:
    config = on.find("ConfigMap", f"{VALKEY}-config") or {}
    return str((config.get("data") or {}).get(name, ""))


_SPEC = "spec/template/spec"
_SERVERS = (
    Must("spec/replicas", at_least(COPIES.value), COPIES.words),
    Must("spec/podManagementPolicy", is_("Parallel"), "the second waits for the first's zone"),
    Must(f"{_SPEC}/topologySpreadConstraints/0/topologyKey", is_(ZONE), COPIES.words),
    Must(
        f"{_SPEC}/topologySpreadConstraints/0/whenUnsatisfiable", is_("DoNotSchedule"), COPIES.words
    ),
    Must("spec/volumeClaimTemplates/0/spec/resources/requests/storage", matches(SIZE), "no disk"),
)
