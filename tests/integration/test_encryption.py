"""With LMS_CA_FILE each client uses TLS, and refuses a server it should not trust."""

from __future__ import annotations

import asyncio
import gc
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pymongo.errors import PyMongoError

from lms_events import EventSettings
from lms_events._publisher import BrokerPublisher
from lms_kernel import Unavailable
from lms_mongo import MongoSettings, client as mongo
from lms_postgres import Database, PostgresSettings
from lms_redis import RedisSettings, redis, redis_errors
from lms_settings import SettingsError, TransportSettings
from local.ports import LOOPBACK
from tests.integration.tls import Authority, authority, in_front_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Python 3.11's server forgets the socket of a greeting that failed; it is collected here.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
OTHER_NAME = "127.0.0.9"


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    """The authority that clients trust."""
    return authority(tmp_path / "ours")


@pytest.fixture
def strange(tmp_path: Path) -> Authority:
    """An authority that they do not trust."""
    return authority(tmp_path / "strange")


def contexts(ours: Authority, strange: Authority) -> dict[str, ssl.SSLContext]:
    """Return the right server, one of another name, one of another authority."""
    return {
        "right": ours.context(LOOPBACK),
        "another name": ours.context(OTHER_NAME),
        "another authority": strange.context(LOOPBACK),
    }


@pytest.mark.parametrize("server", ["right", "another name", "another authority"])
async def test_postgres_believes_the_right_server_only(
    ours: Authority, strange: Authority, database_url: str, server: str
) -> None:
    """Whatever the address says about sslmode."""
    port = int(conninfo_to_dict(database_url)["port"] or 0)
    shown = contexts(ours, strange)[server]
    async with in_front_of(port, shown, asks_first=True) as door:
        address = make_conninfo(database_url, port=door, sslmode="disable")
        settings = PostgresSettings(database_url=address, lms_postgres_wait_seconds=3)
        with TransportSettings.override(lms_ca_file=ours.file):
            pool = Database(settings)
            try:
                if server == "right":
                    row = await pool.fetch_one("SELECT 1 AS one", name="test")
                    assert row == {"one": 1}
                else:
                    with pytest.raises(Unavailable):
                        await pool.fetch_one("SELECT 1 AS one", name="test")
            finally:
                await pool.close()


@pytest.mark.parametrize("server", ["right", "another name", "another authority"])
async def test_redis_believes_the_right_server_only(
    ours: Authority, strange: Authority, redis_url: str, server: str
) -> None:
    """Whatever the address says about certificates."""
    parts = urlsplit(redis_url)
    shown = contexts(ours, strange)[server]
    async with in_front_of(parts.port or 0, shown) as door:
        netloc = f"{parts.netloc.rpartition(':')[0]}:{door}"
        address = urlunsplit(("rediss", netloc, parts.path, "ssl_cert_reqs=none", ""))
        with (
            TransportSettings.override(lms_ca_file=ours.file),
            RedisSettings.override(redis_url=address),
        ):
            await redis.close()
            try:
                if server == "right":
                    assert await redis().ping()
                else:
                    with pytest.raises(Unavailable):
                        async with redis_errors("test"):
                            await redis().ping()
            finally:
                await redis.close()


@pytest.mark.parametrize("server", ["right", "another name", "another authority"])
async def test_the_publisher_believes_the_right_broker_only(
    ours: Authority, strange: Authority, server: str
) -> None:
    """A broker with an unknown certificate never sees the event."""
    seen: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    shown = contexts(ours, strange)[server]
    async with await asyncio.start_server(take, LOOPBACK, ssl=shown) as broker:
        port = broker.sockets[0].getsockname()[1]
        settings = EventSettings(k_sink=f"https://{LOOPBACK}:{port}/learning/default")
        with TransportSettings.override(lms_ca_file=ours.file):
            publisher = BrokerPublisher(settings)
        if server == "right":
            await publisher.send({"id": "1"})
        else:
            with pytest.raises(Unavailable):
                await publisher.send({"id": "1"})
        await publisher.close()
    assert bool(seen) is (server == "right")


@pytest.mark.parametrize(("server", "reached"), [("right", True), ("another name", False)])
async def test_mongodb_speaks_tls_before_anything_else(
    ours: Authority, strange: Authority, server: str, *, reached: bool
) -> None:
    """Even if the address says no TLS; a server with another name gets no byte of a command."""
    seen: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.read(16))
        writer.close()

    shown = contexts(ours, strange)[server]
    async with await asyncio.start_server(take, LOOPBACK, ssl=shown) as store:
        port = store.sockets[0].getsockname()[1]
        address = f"mongodb://{LOOPBACK}:{port}/learning?tls=false"
        with (
            TransportSettings.override(lms_ca_file=ours.file),
            MongoSettings.override(mongodb_url=address, lms_mongo_wait_seconds=1),
        ):
            await mongo.close()
            with pytest.raises(PyMongoError, match=r"closed|verify failed|timed out|mismatch"):
                await mongo().admin.command("ping")
            await mongo.close()
    assert any(seen) is reached


async def test_a_plain_address_of_redis_is_refused(ours: Authority) -> None:
    """The message names the variable; the address has a password in it."""
    with (
        TransportSettings.override(lms_ca_file=ours.file),
        RedisSettings.override(redis_url="redis://:hidden@valkey:6379/0"),
    ):
        await redis.close()
        with pytest.raises(SettingsError, match="REDIS_URL: must begin with rediss") as refused:
            redis()
    assert "hidden" not in str(refused.value)


async def test_a_plain_broker_is_refused(ours: Authority) -> None:
    """Before anything is published."""
    settings = EventSettings(k_sink="http://broker/learning/default")
    with (
        TransportSettings.override(lms_ca_file=ours.file),
        pytest.raises(SettingsError, match="K_SINK: must begin with https://"),
    ):
        BrokerPublisher(settings)
