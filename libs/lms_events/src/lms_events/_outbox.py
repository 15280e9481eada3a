"""From the outbox to the broker: at once when all goes well, by the relay when it does not."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from lms_events._publisher import EventRefused, publish
from lms_kernel import Unavailable, after_response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_log = logging.getLogger(__name__)


class Outbox(Protocol):
    """Where a store keeps events between their commit and their publication."""

    async def unpublished(
        self, limit: int = 100, *, older_than_seconds: float = 0
    ) -> list[dict[str, object]]:
        """Answer the oldest envelopes that are not settled, oldest first."""

    async def settle(self, ids: Sequence[str]) -> None:
        """Forget the events that the broker has acknowledged."""


def announce(outbox: Outbox, *envelopes: Mapping[str, object]) -> None:
    """Publish what was just committed, once the caller has the answer.

    A failure here loses nothing: the outbox still has the event and ``relay_outbox`` publishes
    it within a minute.
    """

    async def publish_and_settle() -> None:
        published: list[str] = []
        try:
            for envelope in envelopes:
                await publish(envelope)
                published.append(str(envelope["id"]))
            await outbox.settle(published)
        except Unavailable as fault:
            _log.warning("left to relay_outbox: %s", fault.detail)

    after_response(publish_and_settle)


async def relay(outbox: Outbox, *, older_than_seconds: float = 5, limit: int = 200) -> int:
    """Publish what is left in an outbox, oldest first; the number of events published.

    Safe beside other relays: a double publication is dropped by the consumers. Raises
    Unavailable when the broker or the store is away; what was published until then is settled.
    An event that the broker refuses holds up no other: EventRefused is raised at the end.
    """
    published: list[str] = []
    refusal: EventRefused | None = None
    try:
        for envelope in await outbox.unpublished(limit, older_than_seconds=older_than_seconds):
            try:
                await publish(envelope)
            except EventRefused as refused:
                _log.error("event %s is not taken: %s", envelope["id"], refused.detail)
                refusal = refused
            else:
                published.append(str(envelope["id"]))
    finally:
        if published:
            await outbox.settle(published)
    if refusal is not None:
        raise refusal
    return len(published)
