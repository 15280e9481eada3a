"""The broker's process is killed again and again: every event that it acknowledged is delivered."""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local.broker.client import ConnectionLost, FunctionClient, written
from local.broker.ingress import PATH
from local.tests.brokers import event
from tests.patience import TimeLimit

if TYPE_CHECKING:
    from local.tests.brokers import Until

ROOT = Path(__file__).parents[2]
ROUNDS = 4
TYPE = "org.learning.enrollment.created.v1"


@pytest.mark.system
async def test_nothing_acknowledged_is_lost_when_the_broker_is_killed(
    short_path: Path, redis_url: str, until: Until
) -> None:
    """SIGKILL in the middle of a rush, four times; the fifth broker delivers what is left."""
    received: set[str] = set()
    acknowledged: set[str] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            names = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:-2])
            await reader.readexactly(int(names["Content-Length"]))
            received.add(names["ce-id"])
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await take(reader, writer)
        except (EOFError, OSError):
            writer.close()

    async def publish(client: FunctionClient, numbers: Any) -> None:
        for number in numbers:
            body = json.dumps(event(number, type=TYPE)).encode()
            headers = {"Content-Type": "application/cloudevents+json"}
            try:
                status, _, _ = await client.send(written("broker", PATH, headers, body))
            except ConnectionLost:
                return
            assert status == 202
            acknowledged.add(str(number))

    sink = await asyncio.start_unix_server(serve, short_path / "sink")
    numbers = iter(range(1_000_000))
    for _ in range(ROUNDS):
        process = await _broker(short_path, redis_url)
        client = FunctionClient(short_path / "ingress")
        rush = asyncio.gather(*(publish(client, numbers) for _ in range(8)))
        before = len(acknowledged)
        await until(lambda before=before: len(acknowledged) > before + 20, 60)
        await asyncio.sleep(random.uniform(0, 0.3))
        process.kill()
        process.wait()
        await rush
    process = await _broker(short_path, redis_url)
    try:
        await until(lambda: acknowledged <= received, 60)
    finally:
        process.terminate()
        process.wait()
        sink.close()
    assert len(acknowledged) > ROUNDS * 20


async def _broker(folder: Path, redis_url: str) -> subprocess.Popen[bytes]:
    """Start a broker and wait until it accepts events."""
    (folder / "ingress").unlink(missing_ok=True)
    command = (sys.executable, "-m", "bench.broker", str(folder))
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "REDIS_URL": redis_url})  # noqa: ASYNC220 - seldom
    limit = TimeLimit(60)
    while not (folder / "ingress").exists():
        assert not limit.is_over()
        await asyncio.sleep(0.05)
    return process
