"""Real stores for the tests of this folder: one server of each kind a session, started on demand.

Every test module has a database of its own, copied from one that the migrations were applied to;
every test finds Redis empty.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from redis import Redis
from redis.exceptions import RedisError

from lms_events import publisher
from lms_kernel import close_providers, new_id
from lms_mongo import MongoSettings, collection
from lms_postgres import Database, PostgresSettings, database
from lms_redis import RedisSettings, redis
from lms_testing import CapturedEvents
from local.data_directory import DataDirectory
from local.ports import free_port
from local.stores.postgres import PostgresServer
from local.stores.secantus import SecantusServer
from local.stores.valkey import ValkeyServer
from tools import migrate
from tools.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from pymongo.asynchronous.collection import AsyncCollection
    from redis.asyncio import Redis as AsyncRedis

    from local.processes import Command
    from local.stores.base import Server

_START_SECONDS = 120
_MIGRATED = "migrated"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that ``-m 'not integration'`` leaves them out."""
    here = os.fspath(ROOT / "tests" / "integration")
    for item in items:
        if os.fspath(item.path).startswith(here):
            item.add_marker(pytest.mark.integration)


@pytest.fixture(scope="session")
def data_directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataDirectory]:
    """Return the directory in which the session's stores keep their files."""
    folder = tmp_path_factory.mktemp("stores")
    data = DataDirectory(folder)
    yield data
    data.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(data_directory: DataDirectory) -> Iterator[str]:
    """Return a PostgreSQL server's database that has every migration; tests take copies of it."""
    server = PostgresServer(data_directory, free_port(), "only-for-tests")
    url = make_conninfo(server.url, dbname=_MIGRATED)
    maintenance = make_conninfo(server.url, dbname="postgres")
    with _running(server, lambda: psycopg.connect(maintenance, connect_timeout=2).close()):
        _administer(maintenance, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_MIGRATED)))
        address = server.url.replace("/learning?", f"/{_MIGRATED}?")
        migrate.postgres("up", address, ROOT / "migrations" / "postgres")
        yield url


@pytest.fixture(scope="module")
def database_url(postgres_url: str) -> Iterator[str]:
    """Return a fresh, migrated database for the module."""
    name = f"test_{new_id().replace('-', '')}"
    maintenance = make_conninfo(postgres_url, dbname="postgres")
    database, template = sql.Identifier(name), sql.Identifier(_MIGRATED)
    _administer(maintenance, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(database, template))
    yield make_conninfo(postgres_url, dbname=name)
    _administer(maintenance, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))


@pytest.fixture
async def postgres(database_url: str) -> AsyncIterator[Database]:
    """Return the pool of the process, on the module's database."""
    with PostgresSettings.override(database_url=database_url, lms_postgres_pool_max=8):
        yield database()
        await close_providers()


@pytest.fixture(scope="session")
def redis_url(data_directory: DataDirectory) -> Iterator[str]:
    """Return a Redis server that writes its append-only file before it answers."""
    server = ValkeyServer(data_directory, free_port(), "only-for-tests")
    with _running(server, lambda: _ping(server.url)):
        yield server.url


@pytest.fixture
async def real_redis(redis_url: str) -> AsyncIterator[AsyncRedis]:
    """Return the client of the process, on an empty server."""
    with RedisSettings.override(redis_url=redis_url):
        await redis().flushall()
        yield redis()
        await close_providers()


@pytest.fixture(scope="session")
def mongodb_server(data_directory: DataDirectory) -> Iterator[str]:
    """Return a server of documents: a real MongoDB when LMS_TEST_MONGODB_URL names one."""
    if named := os.environ.get("LMS_TEST_MONGODB_URL"):
        yield named
        return
    server = SecantusServer(data_directory, free_port())
    with _running(server, lambda: _ping_mongo(server.url)):
        yield server.url


@pytest.fixture(scope="module")
def mongodb_url(mongodb_server: str) -> Iterator[str]:
    """Return a fresh database for the module, with collections, validators and indexes."""
    name = f"test_{new_id().replace('-', '')}"
    parts = urlsplit(mongodb_server)
    url = urlunsplit(parts._replace(path=f"/{name}"))
    migrate.mongo("up", url, ROOT / "migrations" / "mongo")
    yield url
    with MongoClient[dict[str, Any]](url) as client:
        client.drop_database(name)


@pytest.fixture
async def mongo(mongodb_url: str) -> AsyncIterator[AsyncCollection[dict[str, Any]]]:
    """Return the collection of courses, on the module's database."""
    with MongoSettings.override(mongodb_url=mongodb_url):
        yield collection("courses")
        await close_providers()


@pytest.fixture
def broker() -> Iterator[CapturedEvents]:
    """Replace the broker with one that stores what it gets."""
    with publisher.override(CapturedEvents()) as captured:
        assert isinstance(captured, CapturedEvents)
        yield captured


@contextlib.contextmanager
def _running(server: Server, look: Callable[[], None]) -> Iterator[None]:
    """Run the store inside the ``with`` block; it is ready once ``look`` no longer raises."""
    server.prepare()
    command: Command = server.command()
    with command.log.open("wb") as log:
        process = subprocess.Popen(
            command.arguments, stdout=log, stderr=log, cwd=command.folder, env=command.environment
        )
    try:
        _wait(process, look, command)
        yield
    finally:
        process.send_signal(command.stop_signal)
        try:
            process.wait(command.grace_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], look: Callable[[], None], command: Command) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            look()
        except (psycopg.OperationalError, RedisError, PyMongoError) as fault:
            if process.poll() is not None or time.monotonic() > deadline:
                message = f"{command.name} did not start: {command.log.read_text()}"
                raise RuntimeError(message) from fault
            time.sleep(0.05)
        else:
            return


def _ping_mongo(url: str) -> None:
    with MongoClient[dict[str, Any]](url, serverSelectionTimeoutMS=500) as client:
        client.admin.command("ping")


def _ping(url: str) -> None:
    with Redis.from_url(url, socket_timeout=1) as client:
        client.ping()


def _administer(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
