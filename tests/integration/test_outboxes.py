"""The outboxes of the real stores: the promises, and what only a server can show."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from libs.lms_outboxes.tests.contract import OutboxContract, OutboxShelf, have, waiting
from lms_courses import CourseChanges, CourseNotFound, CoursesOutbox, MongoCourses
from lms_events import announce, publisher, relay
from lms_kernel import Unavailable, new_id, request_scope
from lms_postgres import Database, Jsonb, PostgresOutbox
from lms_redis import RedisOutbox
from lms_testing.courses import a_course
from lms_testing.outboxes import Refusing, an_event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pymongo.asynchronous.collection import AsyncCollection
    from redis.asyncio import Redis

_PUT = "INSERT INTO outbox (id, envelope) VALUES (%(id)s, %(envelope)s)"


class PostgresShelf:
    """The table."""

    def __init__(self, db: Database) -> None:
        self.outbox = PostgresOutbox()
        self._db = db

    async def put(self, event: Mapping[str, object]) -> None:
        """Write an event into a row."""
        await self._db.execute(_PUT, {"id": event["id"], "envelope": Jsonb(event)}, name="test")


class RedisShelf:
    """The hashes."""

    def __init__(self, client: Redis) -> None:
        self.outbox = RedisOutbox()
        self._redis = client

    async def put(self, event: Mapping[str, object]) -> None:
        """Write an event into the hash."""
        text = msgspec.json.encode(event).decode()
        await self._redis.hset(RedisOutbox.KEY, str(event["id"]), text)


class MongoShelf:
    """Two course documents, which take the events in turn."""

    def __init__(self, documents: AsyncCollection[dict[str, Any]]) -> None:
        self.outbox = CoursesOutbox()
        self.documents = documents
        self.ids: list[str] = []
        self._written = 0

    async def put(self, event: Mapping[str, object]) -> None:
        """Write an event into one of the documents."""
        self._written += 1
        await self.documents.update_one(
            {"_id": self.ids[self._written % 2]},
            {"$push": {"outbox": dict(event)}, "$set": {"unsettled": True}},
        )


@pytest.fixture
async def table(postgres: Database) -> PostgresShelf:
    """Return an empty table."""
    await postgres.execute("DELETE FROM outbox", name="test")
    return PostgresShelf(postgres)


@pytest.fixture
async def courses(mongo: AsyncCollection[dict[str, Any]]) -> MongoShelf:
    """Return a shelf of two courses without unpublished events."""
    await mongo.delete_many({})
    shelf = MongoShelf(mongo)
    for _ in range(2):
        written = await MongoCourses().add(a_course())
        shelf.ids.append(written.course.id)
        await shelf.outbox.settle([str(each["id"]) for each in written.news])
    return shelf


class TestPostgresOutbox(OutboxContract):
    """The promises, kept by the table."""

    @pytest.fixture
    def shelf(self, table: PostgresShelf) -> OutboxShelf:
        """Return an empty outbox."""
        return table


class TestCoursesOutbox(OutboxContract):
    """The promises, kept inside the documents."""

    @pytest.fixture
    def shelf(self, courses: MongoShelf) -> OutboxShelf:
        """Return an empty outbox."""
        return courses


class TestRedisOutbox(OutboxContract):
    """The promises, kept by the real server."""

    @pytest.fixture
    def shelf(self, real_redis: Redis) -> OutboxShelf:
        """Return an empty outbox."""
        return RedisShelf(real_redis)


async def test_parked_events_cost_the_relay_nothing(
    table: PostgresShelf, postgres: Database
) -> None:
    """Thousands of them are in no index that the relay reads."""
    await postgres.execute(
        "INSERT INTO outbox (id, envelope, parked_at)"
        " SELECT gen_random_uuid(), '{}', now() FROM generate_series(1, 5000)",
        name="test",
    )
    (fresh,) = await have(table, 1)
    await postgres.execute("ANALYZE outbox", name="test")

    plan = await postgres.fetch_all(
        "EXPLAIN SELECT envelope FROM outbox WHERE parked_at IS NULL AND created_at <= now()"
        " ORDER BY created_at, id LIMIT 500",
        name="test",
    )

    assert "outbox_unpublished_idx" in "\n".join(str(row) for row in plan)
    assert await waiting(table) == [fresh]


async def test_a_settlement_alone_does_not_wait_for_the_disk(
    table: PostgresShelf, postgres: Database
) -> None:
    """What comes after it on the same connection does."""
    ids = await have(table, 2)
    await table.outbox.settle(ids)

    assert await waiting(table) == []
    shown = await postgres.fetch_one("SHOW synchronous_commit", name="test")
    assert shown == {"synchronous_commit": "on"}


async def test_the_row_s_id_names_the_event(table: PostgresShelf, postgres: Database) -> None:
    """An envelope that has lost its own can still be parked and settled."""
    id_ = new_id()
    await postgres.execute(_PUT, {"id": id_, "envelope": Jsonb({"data": 1})}, name="test")

    assert await waiting(table) == [id_]
    assert await table.outbox.park(id_, "400: no id, no type")
    (parked,) = await table.outbox.parked(1)
    assert (parked.id, parked.type, parked.attributes) == (id_, "", {})


async def test_a_tombstone_waits_for_its_parked_event(courses: MongoShelf) -> None:
    """The refused deletion can still be published, whatever is settled."""
    first = await MongoCourses().add(a_course())
    gone = await MongoCourses().save(first.course.delete())
    (event,) = gone.news
    await courses.outbox.park(str(event["id"]), "400")

    await courses.outbox.settle([str(each["id"]) for each in first.news])

    tombstone = await courses.documents.find_one({"_id": first.course.id})
    assert tombstone is not None
    assert "unsettled" not in tombstone
    again = an_event()
    assert await courses.outbox.release(str(event["id"]), again) == event
    await courses.outbox.settle([str(event["id"]), str(again["id"])])
    left = await courses.documents.find_one({"_id": first.course.id})
    assert left is not None
    assert (left["slug"], left["outbox"]) == (first.course.slug, [])


async def test_the_release_before_this_one_purges_no_parked_event(courses: MongoShelf) -> None:
    """Its settling, which knows nothing of parking, runs alongside ours during a roll-out."""
    first = await MongoCourses().add(a_course())
    gone = await MongoCourses().save(first.course.delete())
    await courses.outbox.park(str(gone.news[0]["id"]), "400")
    settled = {"id": {"$in": [first.news[0]["id"]]}}

    await courses.documents.update_many(
        {"unsettled": True, "outbox": {"$elemMatch": settled}}, {"$pull": {"outbox": settled}}
    )
    await courses.documents.delete_many({"gone": True, "outbox": []})
    await courses.documents.update_many(
        {"unsettled": True, "outbox": []}, {"$unset": {"unsettled": ""}}
    )

    assert [each.id for each in await courses.outbox.parked(9)] == [gone.news[0]["id"]]


async def test_a_repeated_request_announces_no_parked_event(courses: MongoShelf) -> None:
    """The response is the first course; its event stays parked."""
    new_course = a_course()
    first = await MongoCourses().add(new_course)
    await courses.outbox.park(str(first.news[0]["id"]), "400")

    assert (await MongoCourses().add(new_course)).news == []


async def test_a_course_with_a_parked_event_is_an_ordinary_course(courses: MongoShelf) -> None:
    """It is read and changed, and publishes its next event; 50 parked ones are too many."""
    first = await MongoCourses().add(a_course())
    await courses.outbox.park(str(first.news[0]["id"]), "400")

    course = (await MongoCourses().save(first.course.change(CourseChanges(capacity=7)))).course
    assert await MongoCourses().find(course.id) == course
    assert len(await courses.outbox.unpublished()) == 1

    for number in range(48):
        changed = await MongoCourses().save(course.change(CourseChanges(capacity=number + 8)))
        course = changed.course
        await courses.outbox.park(str(changed.news[0]["id"]), "400")
    with pytest.raises(Unavailable):
        await MongoCourses().save(course.change(CourseChanges(capacity=1000)))


async def test_documents_with_nothing_but_parked_events_hold_up_nothing(
    courses: MongoShelf,
) -> None:
    """They do not use up the relay's batch."""
    parked = await have(courses, 2)
    for each in parked:
        await courses.outbox.park(each, "400")
    fresh = await MongoCourses().add(a_course())

    assert await courses.outbox.unpublished(1) == fresh.news


async def test_a_release_beside_an_author_at_work_loses_neither(courses: MongoShelf) -> None:
    """The document is written by both at once; every event is there in the end."""
    first = await MongoCourses().add(a_course())
    id_ = str(first.news[0]["id"])
    await courses.outbox.park(id_, "400")
    event = an_event()

    async def author() -> list[str]:
        course, ids = first.course, []
        for number in range(1, 9):
            written = await MongoCourses().save(course.change(CourseChanges(capacity=number)))
            course = written.course
            ids += [str(each["id"]) for each in written.news]
        return ids

    async def operator() -> None:
        while True:
            try:
                assert await courses.outbox.release(id_, event) == first.news[0]
            except Unavailable:
                continue
            return

    written, _ = await asyncio.gather(author(), operator())

    assert sorted(await waiting(courses)) == sorted([id_, str(event["id"]), *written])


async def test_what_is_refused_on_its_first_way_is_parked_at_once(table: PostgresShelf) -> None:
    """Announced with others: those leave, and it is visible when the request is over."""
    events = [an_event() for _ in range(3)]
    for each in events:
        await table.put(each)
    with publisher.override(Refusing(str(events[0]["id"]))) as broker:
        async with request_scope(function="test"):
            announce(table.outbox, *events)

    assert isinstance(broker, Refusing)
    assert [each["id"] for each in broker] == [events[1]["id"], events[2]["id"]]
    assert await waiting(table) == []
    assert [each.id for each in await table.outbox.parked(9)] == [events[0]["id"]]


async def test_a_deleted_course_is_gone_though_its_event_is_parked(courses: MongoShelf) -> None:
    """Nobody reads the tombstone that waits."""
    first = await MongoCourses().add(a_course())
    gone = await MongoCourses().save(first.course.delete())
    await courses.outbox.park(str(gone.news[0]["id"]), "400")

    with pytest.raises(CourseNotFound):
        await MongoCourses().find(first.course.id)


async def test_what_is_no_event_holds_up_no_other_in_postgresql(
    table: PostgresShelf, postgres: Database
) -> None:
    """A row whose envelope is no object is parked under the row's id, and can be listed."""
    outbox, fine, broken = table.outbox, an_event(), [new_id() for _ in range(3)]
    for id_, envelope in zip(broken, ([1], "text", {"no": "event"}), strict=True):
        await postgres.execute(_PUT, {"id": id_, "envelope": Jsonb(envelope)}, name="test")
    await postgres.execute(_PUT, {"id": fine["id"], "envelope": Jsonb(fine)}, name="test")

    with publisher.override(Refusing()) as published:
        assert await relay(outbox, older_than_seconds=-1) == 4

    assert [each["id"] for each in published] == [fine["id"]]
    parked = await outbox.parked(10)
    assert {each.id for each in parked} == set(broken)
    assert all(each.reason.startswith("It is not a CloudEvent") for each in parked)
    news = an_event()
    assert await outbox.release(broken[0], news) == {"id": broken[0]}


async def test_what_is_no_event_holds_up_no_other_in_mongodb(
    courses: MongoShelf, mongo: AsyncCollection[dict[str, Any]]
) -> None:
    """An element that is no object, or has no id or time; the others of its course leave."""
    outbox = courses.outbox
    course, news = await MongoCourses().add(a_course())
    await mongo.database.command("collMod", mongo.name, validator={})
    strange = new_id()
    for element in ("text", 7, {"time": "2026-01-01T00:00:00Z"}, {"id": strange}):
        await mongo.update_one({"_id": course.id}, {"$push": {"outbox": element}})

    with publisher.override(Refusing()) as published:
        await relay(outbox, older_than_seconds=-1)

    assert news[0]["id"] in [each["id"] for each in published]
    (parked,) = [each for each in await outbox.parked(10) if each.id == strange]
    assert parked.reason == "It is not a CloudEvent: it has no specversion, source, type."
    assert await outbox.parked_count() == 1
