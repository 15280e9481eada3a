"""The stores: enough copies in enough zones, no data lost with one of them, no access by tricks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.manifests.documents import Finding, namespace_of, where
from tools.manifests.foundation import dig
from tools.manifests.promises import COPIES, MINUTE
from tools.manifests.rules.foundation.certificates import INTERNAL
from tools.manifests.rules.foundation.musts import (
    Must,
    at_least,
    at_most,
    given,
    held,
    is_,
    lasts,
    matches,
    not_off,
    number,
    off,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.manifests.foundation import Foundation

DRILL = "restore-drill"
SIZE = r"[1-9]\d*Gi"
ZONE = "topology.kubernetes.io/zone"
USER_ROLES = {"dbAdmin", "read", "readWrite"}
SAFE_AUTHENTICATION = {"scram-sha-256", "cert", "reject"}


def postgres(on: Foundation) -> Iterator[Finding]:
    """PostgreSQL has a primary and two standbys in three zones, of which one confirms a write."""
    clusters = [one for one in on.of("Cluster") if namespace_of(one) != DRILL]
    if on.is_real and not clusters:
        yield Finding("postgres-copies", "data", "there is no PostgreSQL")
    for one in clusters:
        yield from held("postgres-copies", where(one), one, _POSTGRES)
        names = {role.get("name") for role in dig(one, "spec/managed/roles") or ()}
        if "learning" not in names:
            yield Finding("postgres-role", where(one), "functions have no role")
        most = number(dig(one, "spec/postgresql/parameters/max_connections")) or 0
        for role in dig(one, "spec/managed/roles") or ():
            limit = number(role.get("connectionLimit"))
            if limit is None or not 0 < limit < most:
                message = f"{role.get('name')} may take all {most:.0f} connections"
                yield Finding("postgres-role", where(one), message)
            if any(
                role.get(key)
                for key in ("superuser", "createrole", "createdb", "replication", "bypassrls")
            ):
                yield Finding("postgres-role", where(one), f"{role.get('name')} may do too much")
            if role.get("ensure", "present") == "present" and not dig(role, "passwordSecret/name"):
                yield Finding("postgres-role", where(one), f"{role.get('name')} has no password")


_POSTGRES = (
    Must("spec/instances", at_least(COPIES.value), COPIES.words),
    Must("spec/enablePDB", not_off, "a drain may take all of them"),
    Must("spec/postgresql/synchronous/number", at_least(1), "a write would die with the primary"),
    Must("spec/affinity/enablePodAntiAffinity", is_(True), COPIES.words),
    Must("spec/affinity/podAntiAffinityType", is_("required"), COPIES.words),
    Must("spec/affinity/topologyKey", is_(ZONE), COPIES.words),
    Must("spec/bootstrap/initdb/dataChecksums", is_(True), "a rotten page would be served"),
    Must("spec/enableSuperuserAccess", off, "nobody logs in as the superuser"),
    Must("spec/storage/size", matches(SIZE), "it has no disk"),
    Must("spec/imageName", given, "the operator would choose a version"),
    Must("spec/walStorage/size", given, "a full log must not stop the tables"),
    Must(
        "spec/postgresql/parameters/statement_timeout",
        lasts(1, MINUTE),
        "a query that nobody waits for holds its locks",
    ),
    Must(
        "spec/postgresql/parameters/idle_in_transaction_session_timeout",
        lasts(1, 5 * MINUTE),
        "a function that died holds its locks",
    ),
    Must(
        "spec/bootstrap/initdb/postInitApplicationSQL",
        lambda lines: any(
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC" in one for one in lines or ()
        ),
        "functions could make tables",
    ),
    Must("spec/bootstrap/initdb/owner", is_("migrate"), "functions would own the tables"),
    Must(
        "spec/postgresql/parameters/fsync",
        one_of(None, "on"),
        "a crash would lose acknowledged writes",
    ),
    Must(
        "spec/postgresql/parameters/synchronous_commit",
        one_of(None, "on", "remote_apply"),
        "a crash would lose acknowledged writes",
    ),
    Must(
        "spec/postgresql/parameters/full_page_writes",
        one_of(None, "on"),
        "a crash would tear pages",
    ),
)


def pg_hba(on: Foundation) -> Iterator[Finding]:
    """PostgreSQL admits clients with a password or a certificate, over TLS only."""
    for one in on.of("Cluster", "postgresql.cnpg.io"):
        if namespace_of(one) == DRILL:
            continue
        lines = dig(one, "spec/postgresql/pg_hba") or ()
        if not lines:
            yield Finding("pg-hba", where(one), "the operator's default also takes plain text")
        for line in lines:
            fields = re.split(r"\s+", str(line).strip())
            if fields[0] != "hostssl":
                yield Finding("pg-hba", where(one), f"{line!r} lets in without TLS")
            if not SAFE_AUTHENTICATION & set(fields[4:6]):
                yield Finding("pg-hba", where(one), f"{line!r} lets in without a proof")
        if dig(one, "spec/postgresql/parameters/password_encryption") != "scram-sha-256":
            yield Finding("pg-hba", where(one), "passwords must be stored for SCRAM")


def mongodb(on: Foundation) -> Iterator[Finding]:
    """MongoDB has three members in three zones; its authority is there."""
    sets = [one for one in on.of("PerconaServerMongoDB") if namespace_of(one) != DRILL]
    if on.is_real and not sets:
        yield Finding("mongodb-copies", "data", "there is no MongoDB")
    for one in sets:
        yield from held("mongodb-copies", where(one), one, _MONGODB)
        for each in dig(one, "spec/replsets") or ():
            yield from held("mongodb-copies", where(one), each, _MEMBERS)
        authority = dig(one, "spec/tls/issuerConf") or {}
        kind, name = str(authority.get("kind")), authority.get("name")
        if on.find(kind, name, namespace_of(one) if kind == "Issuer" else None) is None:
            yield Finding("mongodb-tls", where(one), f"there is no {kind} {name}")
        if name != INTERNAL:
            yield Finding("mongodb-tls", where(one), f"functions trust {INTERNAL}, not {name}")
        if any((dig(one, "spec/unsafeFlags") or {}).values()):
            yield Finding("mongodb-copies", where(one), "unsafe flags let it run with less")
        if any("pvc" in entry for entry in dig(one, "metadata/finalizers") or ()):
            yield Finding("mongodb-copies", where(one), "deleting it would delete the data")


def mongodb_users(on: Foundation) -> Iterator[Finding]:
    """MongoDB's users may use their own database and have a password."""
    for one in on.of("PerconaServerMongoDB"):
        users = {user.get("name") for user in dig(one, "spec/users") or ()}
        if namespace_of(one) != DRILL and users != {"learning", "migrate"}:
            yield Finding("mongodb-role", where(one), f"its users are {sorted(map(str, users))}")
        for user in dig(one, "spec/users") or ():
            for role in user.get("roles") or ():
                if role.get("db") != "learning" or role.get("name") not in USER_ROLES:
                    message = f"{user.get('name')} is {role.get('name')} of {role.get('db')}"
                    yield Finding("mongodb-role", where(one), message)
            if not dig(user, "passwordSecretRef/name"):
                yield Finding("mongodb-role", where(one), f"{user.get('name')} has no password")


_MONGODB = (
    Must("spec/replsets/0/name", given, "there is no replica set"),
    Must("spec/tls/mode", one_of("preferTLS", "requireTLS"), "members talk by TLS"),
    Must("spec/upgradeOptions/apply", is_("disabled"), "versions change by Git only"),
    Must("spec/updateStrategy", is_("SmartUpdate"), "the primary is restarted last"),
    Must("spec/sharding/enabled", off, "nothing here is sharded"),
    Must("spec/secrets/users", given, "the operator would generate passwords that nobody stores"),
)
_MEMBERS = (
    Must("size", lambda size: at_least(COPIES.value)(size) and size % 2 == 1, COPIES.words),
    Must("affinity/antiAffinityTopologyKey", is_(ZONE), COPIES.words),
    Must("podDisruptionBudget/maxUnavailable", at_most(1), "a drain may take the majority"),
    Must(
        "volumeSpec/persistentVolumeClaim/resources/requests/storage",
        matches(SIZE),
        "it has no disk",
    ),
    Must("arbiter/enabled", off, "an arbiter has no copy"),
)
