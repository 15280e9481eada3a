"""Which stores this run uses: embedded ones, or those named in the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from local.ports import free_port
from local.stores.base import EmbeddedStore, ExternalStore, Store
from local.stores.postgres import PostgresServer, ping_postgres
from local.stores.seaweed import SeaweedServer, ping_s3
from local.stores.secantus import SecantusServer, ping_mongo, ping_secantus
from local.stores.sleeping import SleepingStore
from local.stores.valkey import ValkeyServer, ping_redis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.credentials import Credentials
    from local.data_directory import DataDirectory
    from local.processes import Ledger


def chosen_stores(
    environment: Mapping[str, str],
    data: DataDirectory,
    credentials: Credentials,
    ledger: Ledger,
) -> dict[str, Store]:
    """Return the stores by name: `postgres`, `mongodb`, `redis`.

    `DATABASE_URL`, `MONGODB_URL` and `REDIS_URL` each replace the embedded store of their kind.
    """
    stores: dict[str, Store] = {}

    if url := environment.get("DATABASE_URL"):
        stores["postgres"] = ExternalStore("postgres", "PostgreSQL", url, ping_postgres)
    else:
        postgres = PostgresServer(data, free_port(), credentials.postgres)
        stores["postgres"] = EmbeddedStore(
            "postgres", "PostgreSQL", postgres.url, ping_postgres, postgres, ledger
        )

    if url := environment.get("MONGODB_URL"):
        stores["mongodb"] = ExternalStore("mongodb", "MongoDB", url, ping_mongo)
    else:
        secantus = SecantusServer(data, free_port())
        stores["mongodb"] = EmbeddedStore(
            "mongodb", "SecantusDB (MongoDB)", secantus.url, ping_secantus, secantus, ledger
        )

    if url := environment.get("REDIS_URL"):
        stores["redis"] = ExternalStore("redis", "Redis", url, ping_redis)
    else:
        valkey = ValkeyServer(data, free_port(), credentials.valkey)
        stores["redis"] = EmbeddedStore(
            "redis", "Valkey (Redis)", valkey.url, ping_redis, valkey, ledger
        )
    return stores


class ObjectAddresses(NamedTuple):
    """Where nginx finds the object store of this machine: its process, and the door before it."""

    port: int
    door_port: int
    key: str
    """What functions sign with, as `id:secret`."""


# SeaweedFS needs 4 seconds, and 19 on a machine with six times too much to do.
SEAWEED_START_SECONDS = 90.0


def bucket_origin(environment: Mapping[str, str]) -> str:
    """Return where browsers reach a bucket elsewhere; empty when it is that of this machine."""
    url = environment.get("LMS_OBJECTS_PUBLIC_URL") or environment.get("LMS_OBJECTS_URL", "")
    return "/".join(url.split("/")[:3])


def object_store(
    environment: Mapping[str, str],
    data: DataDirectory,
    credentials: Credentials,
    ledger: Ledger,
) -> tuple[Store, ObjectAddresses | None]:
    """Return the store of files, and its addresses unless `LMS_OBJECTS_URL` names a bucket."""
    if url := environment.get("LMS_OBJECTS_URL"):
        return ExternalStore("objects", "S3", url, ping_s3), None
    seaweed = SeaweedServer(data, credentials.objects)
    store = EmbeddedStore(
        "objects",
        "SeaweedFS (S3)",
        seaweed.url,
        seaweed.ping,
        seaweed,
        ledger,
        start_seconds=SEAWEED_START_SECONDS,
    )
    addresses = ObjectAddresses(seaweed.port, free_port(), seaweed.key)
    sleeping = SleepingStore(
        store,
        ports=(addresses.door_port, seaweed.port),
        finish=seaweed.finish,
        wakes_early=lambda: seaweed.was_used,
    )
    return sleeping, addresses
