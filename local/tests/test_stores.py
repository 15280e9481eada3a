"""Embedded stores as the host runs them, and real ones that the environment names."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from redis.asyncio import Redis

from local.credentials import kept_credentials
from local.data_directory import DataDirectory
from local.errors import StoreFailed
from local.ports import free_port
from local.stores import (
    EmbeddedStore,
    ExternalStore,
    Store,
    chosen_stores,
    postgres as postgres_module,
)
from local.stores.postgres import AS_NOBODY, PostgresServer, another_user, not_as_root

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from local.processes import Ledger

    Until = Callable[..., Awaitable[None]]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[DataDirectory]:
    """Return an empty data directory."""
    directory = DataDirectory(tmp_path / "data")
    yield directory
    directory.close()


@pytest.fixture
def stores(data: DataDirectory, ledger: Ledger) -> dict[str, Store]:
    """Return the three embedded stores, not yet started."""
    return chosen_stores({}, data, kept_credentials(data.secrets), ledger)


async def test_a_killed_postgresql_comes_back_with_its_data(
    stores: dict[str, Store], until: Until
) -> None:
    """Committed data is there; the supervisor needs no help."""
    store = stores["postgres"]
    assert isinstance(store, EmbeddedStore)
    assert store.state == "stopped"
    assert store.pid is None
    await store.start()
    assert store.up
    with psycopg.connect(store.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    assert store.pid is not None
    os.kill(store.pid, signal.SIGKILL)
    await until(lambda: store.state != "running")
    await until(store.look, 15)
    with psycopg.connect(store.url) as connection:
        assert connection.execute("SELECT seven FROM kept").fetchone() == (7,)
    await store.stop()
    assert not store.up


async def test_a_store_stays_down_until_it_is_started(stores: dict[str, Store]) -> None:
    """As a tester wants; its data is there afterwards."""
    store = stores["redis"]
    await store.start()
    async with Redis.from_url(store.url) as client:
        await client.set("kept", "7")
    await store.stop()
    assert not await store.look()
    await store.start()
    async with Redis.from_url(store.url) as client:
        assert await client.get("kept") == b"7"
        assert (await client.config_get("appendfsync"))["appendfsync"] == "always"
    await store.stop()


async def test_a_paused_store_does_not_answer(stores: dict[str, Store]) -> None:
    """Its process lives, but that is not what the health check measures."""
    store = stores["mongodb"]
    assert isinstance(store, EmbeddedStore)
    await store.start()
    assert store.pid is not None
    os.kill(store.pid, signal.SIGSTOP)
    assert not await store.look()
    os.kill(store.pid, signal.SIGCONT)
    assert await store.look()
    await store.stop()


async def test_a_url_replaces_the_embedded_store(
    data: DataDirectory, ledger: Ledger, redis_url: str
) -> None:
    """The host checks it and leaves it alone."""
    nowhere = f"127.0.0.1:{free_port()}"
    outside = {
        "REDIS_URL": redis_url,
        "DATABASE_URL": f"postgresql://a:b@{nowhere}/x",
        "MONGODB_URL": f"mongodb://{nowhere}/x",
    }
    stores = chosen_stores(outside, data, kept_credentials(data.secrets), ledger)
    assert all(isinstance(store, ExternalStore) for store in stores.values())
    redis = stores["redis"]
    await redis.start()
    assert (redis.up, redis.state, redis.url) == (True, "external", redis_url)
    await redis.stop()
    assert await redis.look()
    for name in ("postgres", "mongodb"):
        await stores[name].start()
        assert not stores[name].up


def test_an_ordinary_user_runs_postgresql_as_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A named user who is not root need not become another user."""
    somebody = next(account for account in pwd.getpwall() if account.pw_uid != 0)
    monkeypatch.setattr(os, "geteuid", lambda: somebody.pw_uid)
    assert not_as_root.__wrapped__() == ()


@pytest.mark.parametrize("status", [0, 1])
def test_a_number_without_a_name_is_given_one(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in containers that run under any user id; where that is forbidden it runs as it is."""
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000)
    monkeypatch.setattr(shutil, "which", lambda _: "/bin/unshare")

    def answer(*_: Any, **__: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess((), status)

    monkeypatch.setattr(subprocess, "run", answer)
    assert not_as_root.__wrapped__() == (() if status else another_user())


def test_another_user_is_one_that_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is looked up by initdb; without any account "nobody" will do."""
    mapped = another_user()[2]
    assert mapped in {f"--map-user={account.pw_uid}" for account in pwd.getpwall()}
    assert mapped != "--map-user=0"
    monkeypatch.setattr(pwd, "getpwall", list)
    assert another_user()[2] == "--map-user=65534"


@pytest.mark.parametrize("found", [None, "/bin/unshare"])
def test_without_user_namespaces_root_becomes_nobody(
    found: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without unshare, or where it is not permitted."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda _: found)

    def refuse(*_: Any, **__: Any) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess((), 1)

    monkeypatch.setattr(subprocess, "run", refuse)
    assert not_as_root.__wrapped__() == AS_NOBODY


def test_a_cluster_made_as_nobody_belongs_to_nobody(
    data: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner of its folder runs initdb."""
    owned: list[str] = []
    monkeypatch.setattr(postgres_module, "not_as_root", lambda: AS_NOBODY)
    monkeypatch.setattr(os, "chown", lambda path, *_: owned.append(path.name))

    def directory(*_: Any, **__: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess((), 0, "", "")

    monkeypatch.setattr(subprocess, "run", directory)
    server = PostgresServer(data, 5432, "secret")
    server.prepare()
    server.prepare()
    assert owned == ["postgres.new", "postgres.password"]
    assert data.postgres.exists()


def test_a_cluster_that_cannot_be_made_says_why(
    data: DataDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With initdb's own message; the next start tries again."""

    def refuse(*_: Any, **__: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess((), 1, "", "no space left\n")

    not_as_root()
    monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(StoreFailed, match="initdb failed: no space left"):
        PostgresServer(data, 5432, "secret").prepare()
    assert not data.postgres.exists()
