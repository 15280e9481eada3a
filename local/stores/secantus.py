"""SecantusDB: a server that speaks MongoDB's protocol, for development and tests only.

It is GPL-2.0-only and therefore runs as a separate process; nothing here imports it. Without
`--sync-on-commit` a SIGKILL loses acknowledged writes.
"""

from __future__ import annotations

import asyncio
import struct
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import bson
from pymongo import MongoClient

from local.binaries import script
from local.ports import LOOPBACK
from local.processes import Command, unmeasured

if TYPE_CHECKING:
    from local.data_directory import DataDirectory

DATABASE = "learning"
# Length, request id, answered request, operation; then the flags and the kind of section.
HEADER = struct.Struct("<iiiiib")
OP_MSG = 2013


class SecantusServer:
    """One SecantusDB on a loopback port, as a replica set of one."""

    def __init__(self, data: DataDirectory, port: int) -> None:
        self._folder = data.mongo
        self._log = data.logs / "secantus.log"
        self._port = port

    @property
    def url(self) -> str:
        """Return the URL of the platform's database; every write waits for the disk."""
        return (
            f"mongodb://{LOOPBACK}:{self._port}/{DATABASE}"
            "?replicaSet=secantus&w=majority&journal=true"
        )

    def prepare(self) -> None:
        """Create the server's directory."""
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def command(self) -> Command:
        """Return the command of the server."""
        return Command(
            name="SecantusDB",
            arguments=(
                script("secantusd-py"),
                "--host",
                LOOPBACK,
                "--port",
                str(self._port),
                "--storage-path",
                str(self._folder),
                "--sync-on-commit",
                "--cache-size",
                "256M",
                "--log-level",
                "WARNING",
            ),
            log=self._log,
            # With --sync-on-commit nothing is lost by an abrupt end.
            grace_seconds=5.0,
            # It looks for a secantusd.toml in its working directory: use its own folder.
            folder=self._folder,
            environment=unmeasured(),
        )


async def ping_secantus(url: str) -> None:
    """Send one ping (OP_MSG) over one connection.

    A driver would start monitors of the whole deployment, once a second.
    """
    address = urlsplit(url)
    question = bson.encode({"ping": 1, "$db": "admin"})
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        length = HEADER.size + len(question)
        writer.write(HEADER.pack(length, 1, 0, OP_MSG, 0, 0) + question)
        await writer.drain()
        size, *_ = HEADER.unpack(await reader.readexactly(HEADER.size))
        answer = bson.decode(await reader.readexactly(size - HEADER.size))
    finally:
        writer.close()
    if answer.get("ok") != 1:
        message = f"the server answered a ping with {answer}"
        raise ConnectionError(message)


async def ping_mongo(url: str) -> None:
    """Ping a real MongoDB, which may need TLS, several hosts, a password."""
    await asyncio.to_thread(_ping, url)


def _ping(url: str) -> None:
    # pymongo's own asynchronous client leaves sockets open when it cannot connect.
    with MongoClient[dict[str, Any]](
        url, serverSelectionTimeoutMS=1000, connectTimeoutMS=1000, socketTimeoutMS=1000
    ) as client:
        client.admin.command("ping")
