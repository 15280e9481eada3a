"""Events through the one-machine broker: `python -m bench.broker [--events N] [--at-once N]`.

Three processes: Valkey (`appendfsync always`), the broker with the platform's own triggers behind
its ingress, and this one, which publishes over kept connections and receives what is delivered. An
event counts once it was acknowledged and every trigger that wants it has delivered it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httptools
import msgspec
import psutil
import uvicorn
from starlette.applications import Starlette

from lms_enrollments import EnrollmentCreated
from lms_kernel import envelope, new_id
from local.broker import Broker
from local.broker.client import FunctionClient, written
from local.broker.ingress import PATH, ingress_route
from local.broker.triggers import read_triggers
from local.data_directory import DataDirectory
from local.ports import free_port
from local.processes import Ledger
from local.stores.base import EmbeddedStore
from local.stores.valkey import ValkeyServer, ping_redis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ROOT = Path(__file__).parent.parent
EVENTS, AT_ONCE = 5_000, 32
WARM_UP = 500
START_SECONDS = 30
MOST_SECONDS = 120
STRUCTURED = {"Content-Type": "application/cloudevents+json; charset=utf-8"}
ACCEPTED = 202
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass(frozen=True)
class BrokerRun:
    """One run: how fast events were acknowledged and delivered, and what the broker spent."""

    events: int
    acknowledged_per_second: float
    delivered_per_second: float
    cpu_seconds: float
    """The broker's own, without Valkey's and this process's."""

    @property
    def cpu_microseconds_an_event(self) -> float:
        """Return the broker's processor time for one event, from the ingress to the delivery."""
        return self.cpu_seconds / self.events * 1e6


class Sink(asyncio.Protocol):
    """A function that takes every event."""

    received = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        """Read requests."""
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Count an event and say that it was handled."""
        Sink.received += 1
        self._transport.write(NO_CONTENT)  # type: ignore[attr-defined]


async def measure(events: int = EVENTS, at_once: int = AT_ONCE) -> BrokerRun:
    """Publish events and wait for their deliveries; raises `TimeoutError` if any is missing."""
    with tempfile.TemporaryDirectory(prefix="lp-") as name:
        async with _running(Path(name)) as (ingress, process):
            client = FunctionClient(ingress)
            await _publish(client, WARM_UP, at_once)
            await _delivered(WARM_UP)
            cpu = sum(process.cpu_times()[:2])
            began = time.perf_counter()
            await _publish(client, events, at_once)
            acknowledged = time.perf_counter() - began
            await _delivered(WARM_UP + events)
            delivered = time.perf_counter() - began
            cpu = sum(process.cpu_times()[:2]) - cpu
            client.close()
    return BrokerRun(events, events / acknowledged, events / delivered, cpu)


def _event() -> bytes:
    happened = EnrollmentCreated(
        enrollment_id=new_id(), user_id=new_id(), course_id=new_id(), course_title="Broker"
    )
    return msgspec.json.encode(envelope(happened))


async def _publish(client: FunctionClient, events: int, at_once: int) -> None:
    bodies = iter([written("broker", PATH, STRUCTURED, _event()) for _ in range(events)])

    async def work() -> None:
        for body in bodies:
            status, _, text = await client.send(body)
            if status != ACCEPTED:
                message = f"{status} {text!r}"
                raise RuntimeError(message)

    await asyncio.gather(*(work() for _ in range(at_once)))


async def _delivered(events: int) -> None:
    async with asyncio.timeout(MOST_SECONDS):
        while Sink.received < events * _wanted():  # noqa: ASYNC110 - a protocol counts
            await asyncio.sleep(0.005)


def _wanted() -> int:
    """Return how many triggers want one of these events."""
    one = envelope(EnrollmentCreated(enrollment_id="", user_id="", course_id="", course_title=""))
    return sum(trigger.wants(one) for trigger in read_triggers(ROOT / "eventing"))


@asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[tuple[Path, psutil.Process]]:
    """Run Valkey, the broker and the sink; return the ingress's socket and the broker."""
    data = DataDirectory(folder / "data")
    server = ValkeyServer(data, free_port(), new_id())
    ledger = Ledger(data.run / "processes.json")
    store = EmbeddedStore("redis", "Valkey", server.url, ping_redis, server, ledger)
    await store.start()
    Sink.received = 0
    sink = await asyncio.get_running_loop().create_unix_server(Sink, str(folder / "sink"))
    command = (sys.executable, "-m", "bench.broker", "--serve", str(folder))
    environment = {**os.environ, "REDIS_URL": server.url}
    broker = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: ASYNC220 - started once
    try:
        async with asyncio.timeout(START_SECONDS):
            while not (folder / "ingress").exists():  # noqa: ASYNC110 - another process has no Event
                await asyncio.sleep(0.02)
        yield folder / "ingress", psutil.Process(broker.pid)
    finally:
        broker.send_signal(signal.SIGTERM)
        await asyncio.to_thread(broker.wait)
        sink.close()
        await store.stop()
        data.close()


async def serve(folder: Path) -> None:
    """Run the broker until SIGTERM; every function is the sink."""
    triggers = read_triggers(ROOT / "eventing")
    sockets = {trigger.subscriber.service: folder / "sink" for trigger in triggers}
    broker = Broker(os.environ["REDIS_URL"], triggers, sockets)
    await broker.start()
    application = Starlette(routes=[ingress_route(broker)])
    await uvicorn.Server(
        uvicorn.Config(application, uds=str(folder / "ingress"), log_level="error", lifespan="off")
    ).serve()
    await broker.stop(1)
    await broker.close()


def main() -> None:
    """Measure three times and print each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(options.serve))
        return
    for _ in range(options.rounds):
        run = asyncio.run(measure(options.events, options.at_once))
        print(asdict(run), f"{run.cpu_microseconds_an_event:.0f} us an event")


if __name__ == "__main__":
    main()
