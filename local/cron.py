"""The clock: PingSources send their event when it is due."""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from croniter import CroniterBadCronError, croniter
from redis.exceptions import RedisError

from local.broker.decisions import Failed
from local.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.broker.events import Event
    from local.broker.sender import Sender
    from local.broker.triggers import PingSource

log = logging.getLogger(__name__)

PING = "dev.knative.sources.ping"
# Knative's schedules of six fields begin with the seconds.
FIELDS_WITH_SECONDS = 6
SEND_SECONDS = 60.0
# A clock that was set back or a suspended machine is noticed within this.
LONGEST_SLEEP_SECONDS = 30.0


class Clock:
    """Runs every source of the manifests; raises `HostError` for an unreadable schedule."""

    def __init__(self, sources: Sequence[PingSource], sender: Sender) -> None:
        self._sources = sources
        self._sender = sender
        self._sending: set[asyncio.Task[None]] = set()
        for source in sources:
            next_time(source, datetime.now(UTC))

    async def run(self) -> None:
        """Keep time until cancelled."""
        async with asyncio.TaskGroup() as group:
            for source in self._sources:
                group.create_task(self._keep_time(source), name=f"clock {source.name}")

    async def _keep_time(self, source: PingSource) -> None:
        due = next_time(source, datetime.now(UTC))
        while True:
            wait = (due - datetime.now(UTC)).total_seconds()
            if wait > 0:
                await asyncio.sleep(min(wait, LONGEST_SLEEP_SECONDS))
                continue
            # Not awaited: a slow receiver must not make the next tick late.
            task = asyncio.create_task(self.send(source), name=f"ping {source.name}")
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
            due = next_time(source, datetime.now(UTC))

    async def send(self, source: PingSource) -> None:
        """Send one event; a failure is logged, the next tick is the retry."""
        try:
            outcome = await self._sender.send(source.sink, ping_event(source), SEND_SECONDS)
        except RedisError as fault:
            log.warning("the ping of %s could not reach the broker: %r", source.name, fault)
            return
        if isinstance(outcome, Failed):
            log.warning("the ping of %s failed: %s %s", source.name, outcome.code, outcome.text)


def next_time(source: PingSource, now: datetime) -> datetime:
    """Return the first time after `now` at which a source is due; raises `HostError`."""
    seconds_first = len(source.schedule.split()) == FIELDS_WITH_SECONDS
    try:
        local_now = now.astimezone(ZoneInfo(source.timezone))
        times = croniter(source.schedule, local_now, second_at_beginning=seconds_first)
        due: datetime = times.get_next(datetime)
    except (CroniterBadCronError, ZoneInfoNotFoundError, ValueError) as fault:
        message = f"the source {source.name} has a schedule that cannot be read: {fault}"
        raise HostError(message) from fault
    return due.astimezone(UTC)


def ping_event(source: PingSource) -> Event:
    """Return a new event of a source."""
    event: Event = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": f"/apis/v1/namespaces/{source.namespace}/pingsources/{source.name}",
        "type": PING,
        "time": datetime.now(UTC).isoformat(),
    }
    if source.content_type:
        event["datacontenttype"] = source.content_type
    if source.data_base64:
        event["data_base64"] = source.data_base64
    elif source.data:
        is_json = source.content_type.partition(";")[0].strip() in {"", "application/json"}
        event["data"] = json.loads(source.data) if is_json else source.data
    return event
