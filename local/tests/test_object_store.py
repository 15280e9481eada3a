"""The files of one machine: SeaweedFS behind its door, as strict as S3."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local.credentials import kept_credentials
from local.data_directory import DataDirectory
from local.stores import (
    BUCKET,
    ExternalStore,
    ObjectAddresses,
    SleepingStore,
    bucket_origin,
    object_store,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

    from local.processes import Ledger

    Until = Callable[..., Awaitable[None]]

PICTURE = {"Content-Type": "image/png", "If-None-Match": "*"}


@pytest.fixture
def data(tmp_path: Path) -> Iterator[DataDirectory]:
    """Return an empty data directory."""
    directory = DataDirectory(tmp_path / "data")
    yield directory
    directory.close()


class Bucket:
    """A store that was started, and signed requests to it."""

    def __init__(self, store: SleepingStore, addresses: ObjectAddresses) -> None:
        """Remember where it is."""
        self.store = store
        self._threads = ThreadPoolExecutor(8)
        self.door = addresses.door_port
        self.key_id, _, self.secret = addresses.key.partition(":")

    def signed(
        self,
        method: str,
        key: str,
        headers: dict[str, str] | None = None,
        *,
        seconds: int = 300,
        secret: str = "",
    ) -> str:
        """Return a signed path."""
        url = f"http://127.0.0.1:{self.door}/{BUCKET}/{key}"
        request = AWSRequest(method=method, url=url, headers=headers or {})
        credentials = Credentials(self.key_id, secret or self.secret)
        S3SigV4QueryAuth(credentials, "s3", "us-east-1", expires=seconds).add_auth(request)
        parts = urlsplit(request.url)
        return f"{parts.path}?{parts.query}"

    def upload(self, key: str, content: bytes) -> str:
        """Return the signed path of an upload."""
        return self.signed("PUT", key, {**PICTURE, "Content-Length": str(len(content))})

    async def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, content: bytes = b""
    ) -> tuple[int, bytes]:
        """Send a request through the door; return status and body."""
        # Threads of its own: the store's look for whether it responds needs one as well.
        loop = asyncio.get_running_loop()
        ask = partial(self._ask, method, path, headers or {}, content)
        return await loop.run_in_executor(self._threads, ask)

    def _ask(
        self, method: str, path: str, headers: dict[str, str], content: bytes
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.door, timeout=100)
        with contextlib.closing(connection):
            body = content if method == "PUT" else None
            connection.request(method, path, body, {**headers, "Connection": "close"})
            response = connection.getresponse()
            return response.status, response.read()

    async def put(self, key: str, content: bytes) -> int:
        """Upload as a browser does; return the status."""
        return (await self.ask("PUT", self.upload(key, content), PICTURE, content))[0]

    async def get(self, key: str) -> tuple[int, bytes]:
        """Fetch what has this key."""
        return await self.ask("GET", self.signed("GET", key))


@pytest.fixture
async def bucket(data: DataDirectory, ledger: Ledger) -> AsyncIterator[Bucket]:
    """Return the store of one machine, its door open."""
    store, addresses = object_store({}, data, kept_credentials(data.secrets), ledger)
    assert isinstance(store, SleepingStore)
    assert addresses is not None
    await store.start()
    yield Bucket(store, addresses)
    await store.stop()


async def test_it_sleeps_until_somebody_comes(bucket: Bucket, data: DataDirectory) -> None:
    """A platform without files starts no process; the first request waits for it."""
    assert (bucket.store.state, bucket.store.pid) == ("asleep", None)
    assert await bucket.store.look()
    assert not data.objects.exists()

    assert await bucket.put("cover/1", b"first") == 200

    assert bucket.store.state == "running"
    assert bucket.store.pid is not None
    assert await bucket.get("cover/1") == (200, b"first")


async def test_it_is_as_strict_as_s3(bucket: Bucket) -> None:
    """Only what was signed: the method, the key, the type, the length, once, and in time."""
    path = bucket.upload("cover/1", b"hello")
    refused = [
        await bucket.ask("PUT", path, {"If-None-Match": "*"}, b"hello"),
        await bucket.ask("PUT", path, {**PICTURE, "Content-Type": "text/html"}, b"hello"),
        await bucket.ask("PUT", path, PICTURE, b"hello!"),
        await bucket.ask("PUT", path, PICTURE, b"hell"),
        await bucket.ask("PUT", path, {"Content-Type": "image/png"}, b"hello"),
        await bucket.ask("PUT", path.replace("cover/1", "cover/2"), PICTURE, b"hello"),
        await bucket.ask("PUT", path.replace("Expires=300", "Expires=900"), PICTURE, b"hello"),
        await bucket.ask("GET", path),
        await bucket.ask("PUT", f"/{BUCKET}/cover/3", PICTURE, b"hello"),
        await bucket.ask("GET", f"/{BUCKET}/cover/1"),
        await bucket.ask("GET", f"/{BUCKET}/?list-type=2"),
        await bucket.ask("GET", bucket.signed("GET", "cover/1", secret="another")),
    ]
    assert [status for status, _ in refused] == [403] * len(refused)
    assert (await bucket.get("cover/1"))[0] == 404

    assert await bucket.put("cover/1", b"hello") == 200
    assert (await bucket.ask("PUT", path, PICTURE, b"HELLO"))[0] == 412
    assert await bucket.get("cover/1") == (200, b"hello")

    brief = bucket.signed("GET", "cover/1", seconds=1)
    await asyncio.sleep(2.1)
    assert (await bucket.ask("GET", brief))[0] == 403


async def test_no_other_user_reads_its_files(bucket: Bucket, data: DataDirectory) -> None:
    """Neither what people uploaded nor the keys."""
    await bucket.put("cover/1", b"hello")
    for folder in (data.objects, data.run / "seaweedfs"):
        assert folder.stat().st_mode & 0o777 == 0o700
    for name in ("s3.json", "security.toml"):
        assert (data.run / "seaweedfs" / name).stat().st_mode & 0o777 == 0o600


async def test_what_was_acknowledged_survives_a_sigkill(bucket: Bucket, until: Until) -> None:
    """Killed twice while six writers write: each acknowledged object is whole afterwards."""
    assert await bucket.put("cover/first", b"first") == 200
    kept: dict[str, bytes] = {}
    is_over = asyncio.Event()

    async def write(writer: int) -> None:
        number = 0
        while not is_over.is_set():
            number += 1
            key, content = f"cover/{writer}-{number}", os.urandom(1 + 4096 * (number % 9))
            with contextlib.suppress(OSError, http.client.HTTPException):
                if await bucket.put(key, content) == 200:
                    kept[key] = content

    async def kill() -> None:
        try:
            for _ in range(2):
                before = len(kept)
                await until(lambda count=before: len(kept) > count + 20, 60)
                assert bucket.store.pid is not None
                os.kill(bucket.store.pid, signal.SIGKILL)
                await until(lambda: bucket.store.state == "running", 10)
                await until(bucket.store.look, 60)
        finally:
            is_over.set()

    await asyncio.gather(kill(), *(write(each) for each in range(6)))

    assert len(kept) > 40
    for key, content in kept.items():
        assert await bucket.get(key) == (200, content)


async def test_files_are_there_after_a_stop(bucket: Bucket, until: Until) -> None:
    """A store that has files wakes by itself, and nobody waits for it."""
    await bucket.put("cover/1", b"hello")
    await bucket.store.stop()
    assert bucket.store.state == "stopped"
    assert not await bucket.store.look()
    with pytest.raises(OSError, match="refused"):
        await bucket.get("cover/1")

    assert await bucket.store.start() < 1
    await until(lambda: bucket.store.pid is not None, 30)

    assert await bucket.get("cover/1") == (200, b"hello")


async def test_a_url_names_a_bucket_elsewhere(data: DataDirectory, ledger: Ledger) -> None:
    """Nothing is started, and the gateway has no bucket."""
    outside = {"LMS_OBJECTS_URL": "https://files.example.org"}
    store, addresses = object_store(outside, data, kept_credentials(data.secrets), ledger)

    assert isinstance(store, ExternalStore)
    assert (store.state, store.url, addresses) == ("external", outside["LMS_OBJECTS_URL"], None)


@pytest.mark.parametrize(
    ("outside", "origin"),
    [
        ({}, ""),
        ({"LMS_OBJECTS_URL": "https://files.example.org"}, "https://files.example.org"),
        (
            {
                "LMS_OBJECTS_URL": "http://10.0.0.1:9000/files",
                "LMS_OBJECTS_PUBLIC_URL": "https://s3.example.org/files",
            },
            "https://s3.example.org",
        ),
    ],
)
def test_pages_may_use_a_bucket_elsewhere(outside: dict[str, str], origin: str) -> None:
    """By the address that browsers use, without its path."""
    assert bucket_origin(outside) == origin
