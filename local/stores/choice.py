"""Which stores this run uses: embedded ones, or those named in the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.ports import free_port
from local.stores.base import EmbeddedStore, ExternalStore, Store
from local.stores.postgres import PostgresServer, ping_postgres
from local.stores.secantus import SecantusServer, ping_mongo, ping_secantus
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
