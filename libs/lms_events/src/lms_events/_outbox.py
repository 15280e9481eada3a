"""From the outbox to the broker: at once when all goes well, by the relay when it does not.

An event that the broker refuses for what it is, is parked: it stays in its store, no longer counts
as unpublished, and holds up no other, until an operator releases it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal, Protocol

from lms_events._publisher import EventRefused, publish
from lms_kernel import ParkedEvent, Place, StoreName, Unavailable, after_response
from lms_metrics import events_parked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_log = logging.getLogger(__name__)

# As much of the broker's words as is kept with a parked event.
REASON_LENGTH = 500
# So many events that fail one after the other are no fault of the events.
_FAILURES_IN_A_ROW = 3


class Outbox(Protocol):
    """Where a store keeps events between their commit and their publication.

    Every method raises Unavailable when the store is away.
    """

    @property
    def store(self) -> StoreName:
        """The store's name, as its metrics have it."""

    async def unpublished(
        self, limit: int = 100, *, older_than_seconds: float = 0
    ) -> list[dict[str, object]]:
        """Return the oldest envelopes that are neither settled nor parked, oldest first.

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

    A failure here loses nothing: the outbox still has the event and ``relay_outbox`` publishes
    it within a minute. What the broker refuses is parked at once.
    """

    async def publish_and_settle() -> None:
        try:
            published = [
                str(each["id"]) for each in envelopes if await _publish_or_park(outbox, each)
            ]
            if published:
                await outbox.settle(published)
        except Unavailable as fault:
            _log.warning("left to relay_outbox: %s", fault.detail)

    after_response(publish_and_settle)


async def relay(outbox: Outbox, *, older_than_seconds: float = 5, limit: int = 200) -> int:
    """Publish what is left in an outbox, oldest first; the number of events that left it.

    Safe beside other relays: a double publication is dropped by the consumers. An event that the
    broker refuses is parked, and counts as one that left. One that it fails on is left to the next
    run, and holds up no other; after some in a row, the broker is down. Raises Unavailable in both
    cases, and when the store is down; what was published until then is settled.
    """
    published: list[str] = []
    parked, in_a_row = 0, 0
    fault: Unavailable | None = None
    try:
        for envelope in await outbox.unpublished(limit, older_than_seconds=older_than_seconds):
            try:
                is_published = await _publish_or_park(outbox, envelope)
            except Unavailable as failure:
                fault, in_a_row = failure, in_a_row + 1
                _log.warning("event %s is left in the outbox: %s", envelope["id"], failure.detail)
                if in_a_row == _FAILURES_IN_A_ROW:
                    break
                continue
            in_a_row = 0
            if is_published:
                published.append(str(envelope["id"]))
            else:
                parked += 1
    finally:
        if published:
            await outbox.settle(published)
    if fault is not None:
        raise fault
    return len(published) + parked


async def _publish_or_park(outbox: Outbox, envelope: Mapping[str, object]) -> bool:
    """Tell whether the broker took the event; one that it refused is parked when this returns."""
    id_, kind = str(envelope["id"]), str(envelope.get("type", ""))
    try:
        await publish(envelope)
    except EventRefused as refused:
        if await outbox.park(id_, refused.detail[:REASON_LENGTH]):
            events_parked.labels(outbox.store, kind).inc()
            _log.error("event %s of type %r is parked: %s", id_, kind, refused.detail)
        return False
    return True
