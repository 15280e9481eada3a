"""The outboxes inside the course documents.

Each event in ``outbox`` is an envelope. Fields of it that begin with an underscore are ours, for no
attribute of a CloudEvent can: ``_parked`` holds what the broker said of a parked one and when,
``_refusals`` how often it was parked. A parked event stays in the array, so whatever asks for an
empty outbox respects it, the release before this one too: a tombstone is purged only after it.

``unsettled`` marks, and indexes, documents with unpublished events; ``has_parked`` those that have
had parked ones since the last release.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from lms_events import Outbox
from lms_kernel import ParkedEvent, Place, Provider, Unavailable, Unpublished, utc_now
from lms_mongo import collection, mongo_errors
from lms_records import nearest_moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pymongo.asynchronous.collection import AsyncCollection

    Document = dict[str, Any]

COLLECTION = "courses"
# A relay parks several events of a document at the same time.
_RELEASE_TRIES = 30
_WAITING = {"_parked": None}
_NOTHING_WAITS = {"$not": {"$elemMatch": _WAITING}}


class CoursesOutbox:
    """The outboxes inside the documents, as one."""

    store: Literal["mongodb"] = "mongodb"

    async def unpublished(
        self, limit: int = 100, *, older_than_seconds: float = 0, after: str = ""
    ) -> Unpublished:
        """Return the oldest envelopes that are neither settled nor parked, oldest first.

        The age skips events that the function that wrote them is publishing at this moment. A step
        ends with a whole document, so it may have some more than ``limit``; in it the oldest come
        first, and the steps go through the documents by id.
        """
        latest = _text(utc_now() - timedelta(seconds=older_than_seconds))
        # A later time is no sign of youth: a clock was wrong, or it is no time at all.
        ahead = _text(utc_now() + timedelta(minutes=1))
        found: list[dict[str, object]] = []
        done, read, last = [], 0, ""
        async with mongo_errors("outbox_unpublished"):
            documents = (
                documents_of_courses()
                .find({"unsettled": True, "_id": {"$gt": after}}, {"outbox": True})
                .sort("_id", 1)
                .limit(limit)
            )
            async for document in documents:
                events = waiting(document.get("outbox"))
                # Also one without a time, which the broker refuses.
                found += [event for event in events if not latest < _time(event) <= ahead]
                read, last = read + 1, document["_id"]
                if not events:
                    done.append(last)
                if len(found) >= limit:
                    break
            else:
                last = last if read == limit else ""
            if done:
                # Somebody died between settling and this.
                await _tidy(done)
        return Unpublished(sorted(found, key=_time), last)

    async def settle(self, ids: Sequence[str]) -> None:
        """Forget the events that the broker has acknowledged, and tombstones that told theirs."""
        settled = {"$in": list(ids)}
        async with mongo_errors("outbox_settle"):
            holders = await documents_of_courses().distinct("_id", {"outbox.id": settled})
            await documents_of_courses().update_many(
                {"_id": {"$in": holders}}, {"$pull": {"outbox": {"id": settled}}}
            )
            await documents_of_courses().delete_many({"gone": True, "outbox": []})
            await _tidy(holders)

    async def park(self, id: str, reason: str) -> bool:  # noqa: A002 - the attribute's name in CloudEvents
        """Park an unpublished event; False when it is already parked, or gone."""
        parking = {"at": utc_now(), "reason": reason}
        async with mongo_errors("outbox_park"):
            holders = await documents_of_courses().distinct("_id", {"outbox.id": id})
            written = await documents_of_courses().update_one(
                {"_id": {"$in": holders}, "outbox": {"$elemMatch": {"id": id, **_WAITING}}},
                {
                    "$set": {"outbox.$._parked": parking, "has_parked": True},
                    "$inc": {"outbox.$._refusals": 1},
                },
            )
            await _tidy(holders)
        return written.modified_count > 0

    async def parked(self, limit: int, *, after: Place | None = None) -> list[ParkedEvent]:
        """Return parked events, newest first; with a position, only those after it."""
        is_parked: Document = {"outbox._parked": {"$ne": None}}
        if after is not None:
            at, id_ = after
            earlier = {"outbox._parked.at": {"$lt": at}}
            same = {"outbox._parked.at": at, "outbox.id": {"$lt": id_}}
            is_parked["$or"] = [earlier, same]
        async with mongo_errors("outbox_parked"):
            found = await documents_of_courses().aggregate(
                [
                    {"$match": {"has_parked": True}},
                    {"$project": {"outbox": True}},
                    {"$unwind": "$outbox"},
                    {"$match": is_parked},
                    {"$sort": {"outbox._parked.at": -1, "outbox.id": -1}},
                    {"$limit": limit},
                ]
            )
            return [self._parked(each["outbox"]) for each in await found.to_list()]

    async def parked_count(self) -> int:
        """Count the parked events."""
        count = 0
        async with mongo_errors("outbox_parked_count"):
            # One after the other: whole, they are as many as the broker refuses.
            async for document in documents_of_courses().find(
                {"has_parked": True}, {"outbox._parked.at": True}
            ):
                events = document["outbox"]
                count += sum(isinstance(each, dict) and "_parked" in each for each in events)
        return count

    async def look_up(self, id: str) -> ParkedEvent | Literal["waiting"] | None:  # noqa: A002 - as above
        """Return a parked event; "waiting" for an unpublished one, None for one that is gone."""
        document = await self._holder(id)
        if document is None:
            return None
        event = next(each for each in _events(document["outbox"]) if each["id"] == id)
        return self._parked(event) if "_parked" in event else "waiting"

    async def release(self, id: str, news: Mapping[str, object]) -> dict[str, object] | None:  # noqa: A002 - as above
        """Make a parked event unpublished again, and write ``news`` about it in the same step.

        Returns its envelope, or None when it is not parked, and then writes nothing.
        """
        for _ in range(_RELEASE_TRIES):
            document = await self._holder(id)
            before = [] if document is None else document["outbox"]
            event: Document = next((each for each in _events(before) if each["id"] == id), {})
            if document is None or "_parked" not in event:
                return None
            freed = {name: value for name, value in event.items() if name != "_parked"}
            after = [freed if each is event else each for each in before] + [dict(news)]
            changes: Document = {"$set": {"outbox": after, "unsettled": True}}
            if not any("_parked" in each for each in _events(after)):
                changes["$unset"] = {"has_parked": ""}
            # One update cannot both change an element and append one; that the outbox is still as
            # it was read makes it one step all the same.
            async with mongo_errors("outbox_release"):
                written = await documents_of_courses().update_one(
                    {"_id": document["_id"], "outbox": before}, changes
                )
            if written.matched_count:
                return _envelope(event)
        raise Unavailable("The course of this event is being changed too often.")

    async def _holder(self, id_: str) -> Document | None:
        """Return the document whose outbox has the event."""
        async with mongo_errors("outbox_look_up"):
            return await documents_of_courses().find_one({"outbox.id": id_}, {"outbox": True})

    def _parked(self, event: Document) -> ParkedEvent:
        return ParkedEvent.of(
            _envelope(event),
            id=event["id"],
            store=self.store,
            reason=event["_parked"]["reason"],
            refusals=event["_refusals"],
            parked_at=nearest_moment(event["_parked"]["at"]),
        )


def documents_of_courses() -> AsyncCollection[Document]:
    """Return the collection, with its dates in UTC."""
    return collection(COLLECTION)


def waiting(outbox: object) -> list[dict[str, object]]:
    """Return the envelopes of a document's outbox that are not parked."""
    return [_envelope(event) for event in _events(outbox) if "_parked" not in event]


def _events(outbox: object) -> list[Document]:
    """Return the elements that are objects with an id: no other can be published or parked."""
    elements = outbox if isinstance(outbox, list) else []
    return [each for each in elements if isinstance(each, dict) and isinstance(each.get("id"), str)]


def _text(moment: datetime) -> str:
    """Write a moment as an event's ``time`` has it."""
    return moment.isoformat().replace("+00:00", "Z")


def _time(event: Mapping[str, object]) -> str:
    return str(event.get("time", ""))


def _envelope(event: Document) -> dict[str, object]:
    return {name: value for name, value in event.items() if not name.startswith("_")}


async def _tidy(ids: Sequence[str]) -> None:
    """Take the mark of those of these documents in which nothing waits any more."""
    await documents_of_courses().update_many(
        {"_id": {"$in": ids}, "unsettled": True, "outbox": _NOTHING_WAITS},
        {"$unset": {"unsettled": ""}},
    )


courses_outbox: Provider[Outbox] = Provider(CoursesOutbox)
