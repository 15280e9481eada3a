"""Events through the one-machine broker: how many it accepts and delivers, each of them durable.

Three processes: Valkey (`appendfsync always`), the broker with the platform's own triggers behind
its ingress, and this one, which publishes over kept connections and receives what is delivered. An
event is accepted once its publisher has the 202, which means that it is on disk. It is delivered
once every trigger that wants it has delivered it to a function that does nothing. Both rates are of
the same events, counted from the first request.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httptools
import msgspec
import psutil
import uvicorn
from starlette.applications import Starlette

from bench import stores
from bench.results import Figure, Table
from bench.statistics import sample
from bench.turns import Pace
from lms_enrollments import EnrollmentCreated
from lms_kernel import envelope, new_id
from local.broker import Broker
from local.broker.client import FunctionClient, written
from local.broker.ingress import PATH, ingress_route
from local.broker.triggers import read_triggers
from local.garbage import search_seldom
from tools.tree import ROOT

# For each second that a figure takes at the rate that is promised.
EVENTS_A_SECOND = 1_000
AT_ONCE = 32
WARM_UP = 500
START_SECONDS = 120
MOST_SECONDS = 300
STRUCTURED = {"Content-Type": "application/cloudevents+json; charset=utf-8"}
ACCEPTED = 202
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass(frozen=True)
class Round:
    """The figures of so many events."""

    accepted_per_second: float
    delivered_per_second: float
    broker_microseconds: float
    """Processor time of the broker for one event, from the ingress to the settled delivery."""
    other_microseconds: float
    """The same of Valkey and of this process."""


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


def measure(pace: Pace) -> dict[str, Table]:
    """Publish events in rounds; raises `TimeoutError` when any is not delivered."""
    events = EVENTS_A_SECOND * pace.seconds
    rounds = asyncio.run(_rounds(pace.rounds, events))
    note = (
        f"{events:,} events a round, {AT_ONCE} at once; each is on disk before it is accepted, and "
        f"delivered to {_wanted()} of the platform's triggers."
    )
    rates = {
        "accepted": Figure(sample([each.accepted_per_second for each in rounds])),
        "delivered": Figure(sample([each.delivered_per_second for each in rounds])),
    }
    times = {
        "broker": Figure(sample([each.broker_microseconds for each in rounds])),
        "Valkey, publisher and function": Figure(
            sample([each.other_microseconds for each in rounds])
        ),
    }
    return {
        "broker": Table("Events through the one-machine broker", "events/s", rates, note),
        "broker-cpu": Table("Processor time of one event", "µs", times),
    }


async def _rounds(number: int, events: int) -> list[Round]:
    async with stores.embedded("redis") as url:
        with tempfile.TemporaryDirectory(prefix="lp-") as folder:
            async with _running(Path(folder), url) as (ingress, broker):
                client = FunctionClient(ingress)
                try:
                    await _round(client, broker, WARM_UP)
                    return [await _round(client, broker, events) for _ in range(number)]
                finally:
                    client.close()


async def _round(client: FunctionClient, broker: psutil.Process, events: int) -> Round:
    requests = [written("broker", PATH, STRUCTURED, _event()) for _ in range(events)]
    Sink.received, wanted = 0, events * _wanted()
    everybody = [psutil.Process(), *psutil.Process().children(recursive=True)]
    others = [each for each in everybody if each.pid != broker.pid]
    broker_before, others_before = _cpu_seconds(broker), _cpu_seconds(*others)

    began = time.perf_counter()
    await _publish(client, iter(requests))
    accepted = time.perf_counter() - began
    async with asyncio.timeout(MOST_SECONDS):
        while Sink.received < wanted:  # noqa: ASYNC110 - a protocol counts
            await asyncio.sleep(0.002)
    delivered = time.perf_counter() - began
    return Round(
        events / accepted,
        events / delivered,
        (_cpu_seconds(broker) - broker_before) / events * 1e6,
        (_cpu_seconds(*others) - others_before) / events * 1e6,
    )


def _cpu_seconds(*processes: psutil.Process) -> float:
    return sum(sum(each.cpu_times()[:2]) for each in processes)


def _event() -> bytes:
    happened = EnrollmentCreated(
        enrollment_id=new_id(), user_id=new_id(), course_id=new_id(), course_title="Broker"
    )
    return msgspec.json.encode(envelope(happened))


async def _publish(client: FunctionClient, requests: Iterator[bytes]) -> None:
    async def work() -> None:
        for request in requests:
            status, _, text = await client.send(request)
            if status != ACCEPTED:
                message = f"{status} {text!r}"
                raise RuntimeError(message)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


def _wanted() -> int:
    """Return how many triggers want one of these events."""
    one = envelope(EnrollmentCreated(enrollment_id="", user_id="", course_id="", course_title=""))
    return sum(trigger.wants(one) for trigger in read_triggers(ROOT / "eventing"))


@asynccontextmanager
async def _running(folder: Path, redis_url: str) -> AsyncIterator[tuple[Path, psutil.Process]]:
    """Run the broker and the sink; return the ingress's socket and the broker."""
    sink = await asyncio.get_running_loop().create_unix_server(Sink, str(folder / "sink"))
    command = (sys.executable, "-m", "bench.broker", str(folder))
    environment = {**os.environ, "REDIS_URL": redis_url}
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


async def serve(folder: Path) -> None:
    """Run the broker until SIGTERM, at the socket `ingress`; every function is at `sink`."""
    triggers = read_triggers(ROOT / "eventing")
    sockets = {trigger.subscriber.service: folder / "sink" for trigger in triggers}
    broker = Broker(os.environ["REDIS_URL"], triggers, sockets)
    await broker.start()
    search_seldom()
    application = Starlette(routes=[ingress_route(broker)])
    config = uvicorn.Config(
        application, uds=str(folder / "ingress"), log_config=None, access_log=False, lifespan="off"
    )
    await uvicorn.Server(config).serve()
    await broker.stop(1)
    await broker.close()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
