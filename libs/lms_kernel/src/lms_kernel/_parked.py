"""An event that the broker refused for what it is, set aside in the outbox where it was written."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import msgspec
from msgspec import Meta

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# The stores by the names that their metrics have.
StoreName = Literal["mongodb", "postgres", "redis"]


class Unpublished(list[dict[str, object]]):
    """Envelopes of an outbox, oldest first; ``last`` is where more follow, empty at the end."""

    def __init__(self, envelopes: Iterable[dict[str, object]] = (), last: str = "") -> None:
        """Take the envelopes of one step through an outbox."""
        super().__init__(envelopes)
        self.last = last


class ParkedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A refused event: where it is kept, what the broker said, and what the event says of itself.

    ``attributes`` are all of the event but its data. ``refusals`` counts how often it was parked.
    """

    id: str
    type: str
    store: StoreName
    reason: str
    refusals: int
    parked_at: Annotated[datetime, Meta(tz=True)]
    attributes: dict[str, Any]

    @classmethod
    def of(
        cls,
        event: Mapping[str, object],
        *,
        id: str,  # noqa: A002 - the attribute's name in CloudEvents
        store: StoreName,
        reason: str,
        refusals: int,
        parked_at: datetime,
    ) -> Self:
        """Make one of an envelope, which may lack anything, and the key that it is kept under."""
        return cls(
            id=id,
            type=str(event.get("type", "")),
            store=store,
            reason=reason,
            refusals=refusals,
            parked_at=parked_at,
            attributes={name: value for name, value in event.items() if name != "data"},
        )
