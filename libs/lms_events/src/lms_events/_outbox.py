"""From the outbox to the broker: immediately if all goes well, by the relay when it does not.

An event that the broker refuses because of its content is parked: it stays in its store, no longer
counts as unpublished, and holds up no other, until an operator releases it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol
from weakref import WeakKeyDictionary

from lms_events._publisher import EventRefused, publish
from lms_kernel import (
    ParkedEvent,
    Place,
    StoreName,
    Unavailable,
    Unpublished,
    after_response,
    current,
)
from lms_metrics import events_parked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_log = logging.getLogger(__name__)

# How much of the broker's message is kept with a parked event.
REASON_LENGTH = 500
# So many are published at once, over connections that are kept: enough to hide the broker's way to
# its disk, few enough to leave it to others.
_AT_ONCE = 16
# When this many events fail one after the other, it is not the events' fault.
_FAILURES_IN_A_ROW = 3 * _AT_ONCE


class Outbox(Protocol):
    """Where a store keeps events between their commit and their publication.

    Every method raises Unavailable when the store is down.
    """

    @property
    def store(self) -> StoreName:
        """The store's name, as its metrics have it."""

    async def unpublished(
        self, limit: int = 100, *, older_than_seconds: float = 0, after: str = ""
    ) -> Unpublished:
        """Return the oldest envelopes that are neither settled nor parked, oldest first.

        ``after`` is the ``last`` of the step before: however many there are, a step takes the same
        time and room.

        Each has the id that it is settled and parked by; one that is no object has nothing else,
        so that it is parked as the event that it is not.
        """

    async def settle(self, ids: Sequence[str]) -> None:
        """Forget the events that the broker has acknowledged, parked or not."""

    async def park(self, id: str, reason: str) -> bool:  # noqa: A002 - the attribute's name in CloudEvents
        """Park an unpublished event; False when it is already parked, or gone."""

    async def parked(self, limit: int, *, after: Place | None = None) -> list[ParkedEvent]:
        """Return parked events, newest first; with a position, only those after it."""

    async def parked_count(self) -> int:
        """Count the parked events."""

    async def look_up(self, id: str) -> ParkedEvent | Literal["waiting"] | None:  # noqa: A002 - as above
        """Return a parked event; "waiting" for an unpublished one, None for one that is gone."""

    async def release(self, id: str, news: Mapping[str, object]) -> dict[str, object] | None:  # noqa: A002 - as above
        """Make a parked event unpublished again, and write ``news`` about it in the same step.

        Returns its envelope, or None when it is not parked, and then writes nothing.
        """


def announce(outbox: Outbox, *envelopes: Mapping[str, object]) -> None:
    """Publish what was just committed, once the response is sent.

    Everything that one request adds to an outbox is published together. A failure here loses
    nothing: the outbox still has the event and ``relay_outbox`` publishes it within a minute. What
    the broker refuses is parked immediately.
    """
    for job in current().after:
        if isinstance(job, _Announcement) and job.outbox is outbox:
            job.envelopes += envelopes
            return
    after_response(_Announcement(outbox, [*envelopes]))


@dataclass
class _Announcement:
    """What one request has announced of one outbox."""

    outbox: Outbox
    envelopes: list[Mapping[str, object]]

    async def __call__(self) -> None:
        run = _Run(self.outbox)
        try:
            await run.publish(self.envelopes)
        except Unavailable as fault:
            run.fault = fault
        if run.fault is not None:
            _log.warning("left to relay_outbox: %s", run.fault.detail)


async def relay(
    outbox: Outbox, *, older_than_seconds: float = 5, limit: int = 200, seconds: float = 15
) -> int:
    """Publish what is left in an outbox, oldest first; the number of events that left it.

    It walks through the outbox in steps of ``limit`` and begins none once ``seconds`` are over.
    Safe while other relays run: consumers drop a double publication. An event that the broker
    refuses is parked, and counts as one that left. One that it fails on is left to the next run,
    and holds up no other; after many in a row, the broker is down. Raises Unavailable in both
    cases, and when the store is down; what was published until then is settled.
    """
    run = _Run(outbox)
    after, ends = "", time.monotonic() + seconds
    while not run.is_over:
        waiting = await outbox.unpublished(
            limit, older_than_seconds=older_than_seconds, after=after
        )
        await run.publish(waiting)
        after = waiting.last
        if not after or time.monotonic() >= ends:
            break
    if run.fault is not None:
        raise run.fault
    return run.left


class _Settler:
    """Settles together what requests of this process publish at the same time.

    While one step is on its way, the ids of the next one gather.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[Sequence[str], asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def settle(self, outbox: Outbox, ids: Sequence[str]) -> None:
        """Return when the events are settled; raises Unavailable."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((ids, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(outbox))
        await future

    async def _run(self, outbox: Outbox) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            fault: Exception | None = None
            try:
                await outbox.settle([each for ids, _ in group for each in ids])
            except Exception as failure:  # noqa: BLE001 - passed on to everybody who waits
                fault = failure
            for _, future in group:
                if not future.done():
                    future.set_exception(fault) if fault else future.set_result(None)


_settlers: WeakKeyDictionary[Outbox, _Settler] = WeakKeyDictionary()


class _Run:
    """Publishes the events of an outbox, several at a time; ``left`` counts those that left it."""

    def __init__(self, outbox: Outbox) -> None:
        self.left = 0
        self.fault: Unavailable | None = None
        self._outbox = outbox
        self._in_a_row = 0

    @property
    def is_over(self) -> bool:
        """Tell whether so many events failed in a row that the broker must be down."""
        return self._in_a_row >= _FAILURES_IN_A_ROW

    async def publish(self, envelopes: Sequence[Mapping[str, object]]) -> None:
        """Publish them and settle in one step what the broker took; ``fault`` is the last failure.

        Raises Unavailable when the store is down.
        """
        waiting, published = iter(envelopes), list[str]()

        async def work() -> None:
            for envelope in waiting:
                if await self._publish(envelope):
                    published.append(str(envelope["id"]))
                if self.is_over:
                    return

        workers = min(_AT_ONCE, len(envelopes))
        try:
            ends = await asyncio.gather(*(work() for _ in range(workers)), return_exceptions=True)
        finally:
            if published:
                settler = _settlers.setdefault(self._outbox, _Settler())
                await settler.settle(self._outbox, published)
                self.left += len(published)
        for end in ends:
            if isinstance(end, BaseException):
                raise end

    async def _publish(self, envelope: Mapping[str, object]) -> bool:
        """Tell whether the broker took the event; one that it refused is parked, and has left."""
        id_, kind = str(envelope["id"]), str(envelope.get("type", ""))
        try:
            await publish(envelope)
        except EventRefused as refused:
            if await self._outbox.park(id_, refused.detail[:REASON_LENGTH]):
                events_parked.labels(self._outbox.store, kind).inc()
                _log.error("event %s of type %r is parked: %s", id_, kind, refused.detail)
            self.left += 1
        except Unavailable as failure:
            self.fault, self._in_a_row = failure, self._in_a_row + 1
            _log.warning("event %s is left in the outbox: %s", id_, failure.detail)
            return False
        else:
            self._in_a_row = 0
            return True
        self._in_a_row = 0
        return False
