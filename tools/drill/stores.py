"""The real stores of one machine, to be filled, destroyed and recreated; and the bucket of files.

The bucket outlives the others, as in the cloud: S3 keeps every version of every file for as long as
PostgreSQL may be set back. What is rehearsed is that a restored database finds its files there.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import psycopg
from psycopg.conninfo import make_conninfo
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from redis import Redis
from redis.exceptions import RedisError

from local.data_directory import DataDirectory
from local.ports import free_port
from local.stores.postgres import PostgresServer
from local.stores.seaweed import BUCKET, SeaweedServer
from local.stores.secantus import SecantusServer
from local.stores.valkey import ValkeyServer
from tools.drill.errors import StepFailed

if TYPE_CHECKING:
    from pathlib import Path

    from local.processes import Command
    from local.stores.base import Server
    from tools.drill.manifest import Store

START_SECONDS = 60
Look = Callable[[], None]


class Stores:
    """The three and the bucket below one directory; stop them before leaving."""

    def __init__(self, folder: Path) -> None:
        """Choose ports and passwords; start nothing."""
        self._data = DataDirectory(folder)
        password = secrets.token_hex(16)
        postgres = PostgresServer(self._data, free_port(), password)
        mongodb = SecantusServer(self._data, free_port())
        redis = ValkeyServer(self._data, free_port(), password)
        self.urls: dict[Store, str] = {
            "postgres": postgres.url,
            "mongodb": mongodb.url,
            "redis": redis.url,
        }
        self.folders: dict[Store, Path] = {
            "postgres": self._data.postgres,
            "mongodb": self._data.mongo,
            "redis": self._data.valkey,
        }
        self._files = SeaweedServer(self._data, password)
        self._servers: dict[str, tuple[Server, Look]] = {
            "postgres": (postgres, lambda: _look_postgres(postgres.url)),
            "mongodb": (mongodb, lambda: _look_mongodb(mongodb.url)),
            "redis": (redis, lambda: _look_redis(redis.url)),
            "files": (self._files, self._files.finish),
        }
        self._running: dict[str, tuple[subprocess.Popen[bytes], Command]] = {}

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment variables that tell functions where the stores are."""
        return {
            "DATABASE_URL": self.urls["postgres"],
            "MONGODB_URL": self.urls["mongodb"],
            "REDIS_URL": self.urls["redis"],
            "LMS_OBJECTS_URL": f"{self._files.url}/{BUCKET}",
            "LMS_OBJECTS_KEY": self._files.key,
        }

    def start(self, *stores: Store | Literal["files"]) -> None:
        """Start servers and wait until they respond. Raises StepFailed."""
        for store in stores:
            server, look = self._servers[store]
            server.prepare()
            command = server.command()
            with command.log.open("ab") as log:
                process = subprocess.Popen(
                    command.arguments,
                    stdout=log,
                    stderr=log,
                    cwd=command.folder,
                    env=command.environment,
                )
            self._running[store] = (process, command)
            _wait(process, look, command)

    def destroy(self) -> None:
        """Kill every server, and delete what the three have, as if a region were lost."""
        for process, _ in self._running.values():
            process.kill()
            process.wait()
        self._running.clear()
        for folder in self.folders.values():
            shutil.rmtree(folder)

    def close(self) -> None:
        """Stop the running servers, in order."""
        for process, command in self._running.values():
            process.send_signal(command.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(command.grace_seconds)
            if process.poll() is None:
                process.kill()
                process.wait()
        self._running.clear()
        self._data.close()


def _wait(process: subprocess.Popen[bytes], look: Look, command: Command) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            look()
        except (psycopg.OperationalError, RedisError, PyMongoError, OSError) as fault:
            if process.poll() is not None or time.monotonic() > deadline:
                log = command.log.read_text(errors="replace").strip()
                message = f"{command.name} does not start: {log}"
                raise StepFailed(message) from fault
            time.sleep(0.05)
        else:
            return


def _look_postgres(url: str) -> None:
    psycopg.connect(make_conninfo(url, dbname="postgres"), connect_timeout=2).close()


def _look_mongodb(url: str) -> None:
    with MongoClient[dict[str, Any]](url, serverSelectionTimeoutMS=500) as client:
        client.admin.command("ping")


def _look_redis(url: str) -> None:
    with Redis.from_url(url, socket_timeout=1) as client:
        client.ping()
