"""What every outbox promises about parked events: one suite for all stores and the fake."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from lms_events import Outbox, publisher, relay
from lms_kernel import ParkedEvent, new_id, utc_now
from lms_testing.outboxes import Refusing, an_event


class OutboxShelf(Protocol):
    """Where the promises are tried: an empty outbox, and a way to write an event into it."""

    @property
    def outbox(self) -> Outbox:
        """The outbox."""

    async def put(self, event: Mapping[str, object]) -> None:
        """Write an event as a context does."""


async def have(shelf: OutboxShelf, number: int) -> list[str]:
    """Write events and return their ids, oldest first."""
    new_events = [an_event() for _ in range(number)]
    for each in new_events:
        await shelf.put(each)
    return [str(each["id"]) for each in new_events]


async def waiting(shelf: OutboxShelf) -> list[str]:
    """Return the ids of the unpublished events, oldest first."""
    return [str(each["id"]) for each in await shelf.outbox.unpublished(1000)]


async def set_aside(shelf: OutboxShelf) -> list[str]:
    """Return the ids of the parked events, newest first."""
    return [each.id for each in await shelf.outbox.parked(1000)]


class OutboxContract:
    """What every outbox promises about parked events; a test class gives the fixture ``shelf``."""

    async def test_a_parked_event_is_not_unpublished(self, shelf: OutboxShelf) -> None:
        """It is set aside with the reason; the others wait as before, oldest first."""
        ids = await have(shelf, 3)
        before = utc_now() - timedelta(seconds=5)

        assert await shelf.outbox.park(ids[1], "400: no\0 such thing")

        assert await waiting(shelf) == [ids[0], ids[2]]
        (parked,) = await shelf.outbox.parked(10)
        assert (parked.id, parked.type, parked.store) == (
            ids[1],
            an_event()["type"],
            shelf.outbox.store,
        )
        assert (parked.reason.replace("\0", ""), parked.refusals) == ("400: no such thing", 1)
        assert before < parked.parked_at < utc_now() + timedelta(seconds=5)
        assert parked.attributes["id"] == ids[1]
        assert "data" not in parked.attributes
        assert not [name for name in parked.attributes if name.startswith("_")]
        assert await shelf.outbox.parked_count() == 1

    async def test_an_outbox_is_walked_through_in_steps(self, shelf: OutboxShelf) -> None:
        """Each event comes once, oldest first, whatever leaves between two steps."""
        ids = await have(shelf, 7)

        first = await shelf.outbox.unpublished(3)
        await shelf.outbox.settle([str(each["id"]) for each in first[:2]])
        await shelf.outbox.park(str(first[2]["id"]), "400")
        found, last = [*first], first.last
        while last:
            step = await shelf.outbox.unpublished(3, after=last)
            found, last = [*found, *step], step.last

        assert sorted(str(each["id"]) for each in found) == sorted(ids)

    async def test_only_what_waits_can_be_parked(self, shelf: OutboxShelf) -> None:
        """Neither a parked one again, nor one that is gone: a late caller changes nothing."""
        first, second = await have(shelf, 2)
        await shelf.outbox.settle([second])

        assert await shelf.outbox.park(first, "the first word")
        assert not await shelf.outbox.park(first, "a later word")
        assert not await shelf.outbox.park(second, "settled")
        assert not await shelf.outbox.park(new_id(), "never there")

        (parked,) = await shelf.outbox.parked(10)
        assert (parked.id, parked.reason, parked.refusals) == (first, "the first word", 1)

    async def test_a_released_event_waits_as_it_was_written(self, shelf: OutboxShelf) -> None:
        """Unchanged, together with the news of its release; and the next refusal is its second."""
        event = an_event()
        await shelf.put(event)
        id_ = str(event["id"])
        await shelf.outbox.park(id_, "400")
        news = an_event()

        assert await shelf.outbox.release(id_, news) == event

        by_id = {each["id"]: each for each in await shelf.outbox.unpublished()}
        assert by_id == {id_: event, news["id"]: news}
        assert await shelf.outbox.parked(10) == []
        await shelf.outbox.park(id_, "413")
        (again,) = await shelf.outbox.parked(10)
        assert (again.reason, again.refusals) == ("413", 2)

    async def test_only_what_is_parked_can_be_released(self, shelf: OutboxShelf) -> None:
        """One of two operators is refused, and writes nothing."""
        (id_,) = await have(shelf, 1)

        assert await shelf.outbox.release(id_, an_event()) is None
        assert await shelf.outbox.release(new_id(), an_event()) is None
        await shelf.outbox.park(id_, "400")
        both = await asyncio.gather(*(shelf.outbox.release(id_, an_event()) for _ in range(2)))

        assert sorted(each is None for each in both) == [False, True]
        assert (await waiting(shelf))[0] == id_
        assert len((await waiting(shelf))[1:]) == 1

    async def test_an_event_is_looked_up_wherever_it_is(self, shelf: OutboxShelf) -> None:
        """Parked, waiting, or gone."""
        parked, unpublished = await have(shelf, 2)
        await shelf.outbox.park(parked, "400")

        found = await shelf.outbox.look_up(parked)
        assert isinstance(found, ParkedEvent)
        assert [found] == await shelf.outbox.parked(10)
        assert await shelf.outbox.look_up(unpublished) == "waiting"
        assert await shelf.outbox.look_up(new_id()) is None
        assert await shelf.outbox.look_up("nonsense") is None

    async def test_parked_events_are_listed_newest_first(self, shelf: OutboxShelf) -> None:
        """Page by page, each exactly once."""
        ids = await have(shelf, 5)
        for each in ids:
            await shelf.outbox.park(each, "400")
            # So that the clocks of all stores, some of which count milliseconds, tell them apart.
            await asyncio.sleep(0.002)

        first = await shelf.outbox.parked(2)
        place = (first[-1].parked_at, first[-1].id)
        rest = await shelf.outbox.parked(10, after=place)

        assert [each.id for each in [*first, *rest]] == ids[::-1]

    async def test_what_the_broker_has_acknowledged_is_gone(self, shelf: OutboxShelf) -> None:
        """Parked meanwhile by somebody else or not."""
        parked, unpublished = await have(shelf, 2)
        await shelf.outbox.park(parked, "400")

        await shelf.outbox.settle([parked, unpublished])

        assert await waiting(shelf) == []
        assert await shelf.outbox.parked_count() == 0

    async def test_a_refused_event_holds_up_no_other(self, shelf: OutboxShelf) -> None:
        """Of five the relay publishes four and parks the one in the middle."""
        ids = await have(shelf, 5)
        with publisher.override(Refusing(ids[2])) as broker:
            assert await relay(shelf.outbox, older_than_seconds=0) == len(ids)
            assert await relay(shelf.outbox, older_than_seconds=0) == 0

        assert isinstance(broker, Refusing)
        assert [each["id"] for each in broker] == [*ids[:2], *ids[3:]]
        assert await waiting(shelf) == []
        assert await set_aside(shelf) == [ids[2]]

    async def test_relays_and_operators_at_once_lose_nothing(self, shelf: OutboxShelf) -> None:
        """Whatever meets whom, in the end each event was published, is parked, or still waits.

        Three relays work while three operators release whatever they see; later the broker takes
        everything, and everything leaves.
        """
        ids = await have(shelf, 12)
        with publisher.override(Refusing(*ids[::2])) as broker:
            assert isinstance(broker, Refusing)

            async def operate() -> None:
                for _ in range(6):
                    for each in await shelf.outbox.parked(100):
                        await shelf.outbox.release(each.id, an_event())
                    await asyncio.sleep(0)

            async def work() -> None:
                for _ in range(6):
                    await relay(shelf.outbox, older_than_seconds=0)

            await asyncio.gather(work(), operate(), work(), operate(), work(), operate())
            sent = {str(each["id"]) for each in broker}
            assert set(ids) <= sent | set(await waiting(shelf)) | set(await set_aside(shelf))
            assert not sent & set(ids[::2])

            broker.ids.clear()
            for each in await shelf.outbox.parked(100):
                await shelf.outbox.release(each.id, an_event())
            await relay(shelf.outbox, older_than_seconds=0)

        assert set(ids) <= {str(each["id"]) for each in broker}
        assert await waiting(shelf) == await set_aside(shelf) == []
