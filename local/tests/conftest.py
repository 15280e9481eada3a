"""What the host's tests share: a real Valkey, small functions, and a receiver of events."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from redis import Redis
from redis.exceptions import RedisError

from local.data_directory import DataDirectory
from local.ports import free_port
from local.processes import Ledger
from local.stores.valkey import ValkeyServer
from local.tests.brokers import redis, start
from tests.patience import TimeLimit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

__all__ = ["redis", "start"]  # fixtures of the broker's tests

TINY_RUNTIME = Path(__file__).with_name("tiny_runtime.py")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Return an empty ledger."""
    return Ledger(tmp_path / "processes.json")


@pytest.fixture
def short_path() -> Iterator[Path]:
    """Return a folder whose name leaves room for a unix socket's path."""
    folder = Path(tempfile.mkdtemp(prefix="lp-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a real Valkey for the whole session; return its URL."""
    data = DataDirectory(tmp_path_factory.mktemp("valkey"))
    server = ValkeyServer(data, free_port(), "secret")
    server.prepare()
    process = subprocess.Popen(server.command().arguments)
    client = Redis.from_url(server.url)
    for _ in range(1500):
        with contextlib.suppress(RedisError):
            if client.ping():
                break
        time.sleep(0.02)
    else:
        pytest.fail("Valkey did not start within 30 seconds")
    yield server.url
    client.close()
    process.terminate()
    process.wait()
    data.close()


@pytest.fixture
def redis_url(valkey_url: str) -> Iterator[str]:
    """Return the URL of an empty Valkey."""
    with Redis.from_url(valkey_url) as client:
        client.flushall()
        yield valkey_url


@pytest.fixture
def stage(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of staged functions below tmp_path/build/functions."""

    def make(
        name: str, route: str = "EVENT", *, code: str = "", envs: dict[str, str] | None = None
    ) -> Path:
        folder = tmp_path / "build" / "functions" / name.replace("-", "_")
        folder.mkdir(parents=True)
        (folder / "lms_runtime.py").write_text(code or TINY_RUNTIME.read_text())
        annotations = {} if route == "EVENT" else {"learning.org/route": route}
        declared = {"LMS_ROUTE": route, **(envs or {})}
        manifest = {
            "name": name,
            "deploy": {"annotations": annotations},
            "run": {"envs": [{"name": key, "value": value} for key, value in declared.items()]},
        }
        (folder / "func.yaml").write_text(yaml.safe_dump(manifest))
        return folder

    return make


@pytest.fixture
def until() -> Callable[..., Awaitable[None]]:
    """Return a function that waits until something is true, for a number of seconds at most."""

    async def wait(holds: Callable[[], object], seconds: float = 8.0) -> None:
        limit = TimeLimit(seconds)
        while True:
            # The object may not exist yet.
            with contextlib.suppress(LookupError):
                found = holds()
                if await found if inspect.isawaitable(found) else found:
                    return
            if limit.is_over():
                raise TimeoutError
            await asyncio.sleep(0.01)

    return wait


class Receiver:
    """An HTTP server on a unix socket that records requests and responds as configured."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        """What is answered next, in order; after that 204."""
        self.delay_seconds = 0.0
        self.at_once = 0
        self.most_at_once = 0
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[object]] = set()

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_unix_server(self._serve, self.path)

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            for task in list(self._serving):
                task.cancel()
            await asyncio.gather(*self._serving, return_exceptions=True)
            await self._server.wait_closed()
            self.path.unlink(missing_ok=True)
            self._server = None

    async def until(self, count: int, seconds: float = 8.0) -> None:
        """Wait until that many requests have arrived."""
        limit = TimeLimit(seconds)
        while len(self.requests) < count:
            if limit.is_over():
                raise TimeoutError
            await asyncio.sleep(0.01)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            # A sender that is gone, or this receiver at its own end.
            with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
                await self._answer(reader, writer)
        finally:
            self._serving.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.requests.append((headers, body))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.delay_seconds)
        self.at_once -= 1
        status, extra, answer = self.answers.pop(0) if self.answers else (204, {}, b"")
        lines = [f"HTTP/1.1 {status} X", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in extra.items()]
        if status != 204:
            lines.append(f"Content-Length: {len(answer)}")
        writer.write("\r\n".join([*lines, "", ""]).encode() + answer)
        await writer.drain()


@pytest.fixture
async def receiver(short_path: Path) -> AsyncIterator[Receiver]:
    """Return a listening receiver."""
    one = Receiver(short_path / "receiver.sock")
    await one.start()
    yield one
    await one.stop()


@pytest.fixture
async def sink(short_path: Path) -> AsyncIterator[Receiver]:
    """Return another listening receiver, for dead letters."""
    one = Receiver(short_path / "sink.sock")
    await one.start()
    yield one
    await one.stop()
