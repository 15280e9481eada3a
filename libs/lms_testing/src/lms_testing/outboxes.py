"""An outbox in memory, with all the rules of the real ones."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal

from lms_events import EventRefused
from lms_kernel import (
    ParkedEvent,
    Place,
    StoreName,
    Unavailable,
    Unpublished,
    envelope,
    new_id,
    utc_now,
)
from lms_templates import TemplateUpdated
from lms_testing._events import CapturedEvents


class MemoryOutbox:
    """Events between their commit and their publication, parked ones among them.

    ``is_away`` makes the store unreachable.
    """

    def __init__(self, store: StoreName = "postgres") -> None:
        self.store: StoreName = store
        self.is_away = False
        self.kept: dict[str, dict[str, object]] = {}
        self.aside: dict[str, ParkedEvent] = {}
        self._refusals: dict[str, int] = {}
        self._places: dict[str, int] = {}

    async def unpublished(
        self, limit: int = 100, *, older_than_seconds: float = 0, after: str = ""
    ) -> Unpublished:
        """Return what is neither settled nor parked, and old enough."""
        self._ask()
        latest = (utc_now() - timedelta(seconds=older_than_seconds)).isoformat()
        for id_ in self.kept:
            self._places.setdefault(id_, len(self._places))
        waiting = [
            {**event, "id": id_}
            for id_, event in self.kept.items()
            if id_ not in self.aside and self._places[id_] > int(after or -1)
            if str(event.get("time", "")) <= latest
        ]
        last = str(self._places[str(waiting[limit - 1]["id"])]) if len(waiting) > limit else ""
        return Unpublished(waiting[:limit], last)

    async def settle(self, ids: Sequence[str]) -> None:
        """Forget what was published."""
        self._ask()
        for each in ids:
            self.kept.pop(each, None)
            self.aside.pop(each, None)
            self._refusals.pop(each, None)

    async def park(self, id: str, reason: str) -> bool:  # noqa: A002 - as in the protocol
        """Set an unpublished event aside."""
        self._ask()
        if id not in self.kept or id in self.aside:
            return False
        self._refusals[id] = self._refusals.get(id, 0) + 1
        self.aside[id] = ParkedEvent.of(
            self.kept[id],
            id=id,
            store=self.store,
            reason=reason,
            refusals=self._refusals[id],
            parked_at=utc_now(),
        )
        return True

    async def parked(self, limit: int, *, after: Place | None = None) -> list[ParkedEvent]:
        """Return parked events, newest first."""
        self._ask()
        found = sorted(self.aside.values(), key=lambda each: (each.parked_at, each.id))
        behind = [each for each in found if after is None or (each.parked_at, each.id) < after]
        return behind[::-1][:limit]

    async def parked_count(self) -> int:
        """Count the parked events."""
        self._ask()
        return len(self.aside)

    async def look_up(self, id: str) -> ParkedEvent | Literal["waiting"] | None:  # noqa: A002 - as above
        """Return a parked event; "waiting" for an unpublished one."""
        self._ask()
        return self.aside.get(id) or ("waiting" if id in self.kept else None)

    async def release(self, id: str, news: Mapping[str, object]) -> dict[str, object] | None:  # noqa: A002 - as above
        """Make a parked event unpublished again, with news of it."""
        self._ask()
        if self.aside.pop(id, None) is None:
            return None
        self.kept[str(news["id"])] = dict(news)
        return self.kept[id]

    def _ask(self) -> None:
        if self.is_away:
            raise Unavailable("The store cannot be reached.")


def an_event() -> dict[str, object]:
    """Return an event; an empty list, which it has, is what a careless encoder loses."""
    return envelope(TemplateUpdated(template_id=new_id(), version=1, changed=[]))


class Refusing(CapturedEvents):
    """A broker that refuses the events of the given ids."""

    def __init__(self, *ids: str) -> None:
        super().__init__()
        self.ids = set(ids)

    async def send(self, envelope: Mapping[str, object]) -> None:
        """Keep the event, or refuse it for what it is."""
        await asyncio.sleep(0)
        if str(envelope["id"]) in self.ids:
            raise EventRefused("The event broker answered 400: no such event")
        await super().send(envelope)
