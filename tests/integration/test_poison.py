"""1 % of what is stored is broken: all the rest is served, and each broken record is named.

The records are put directly into the stores, past everything that checks them.
"""

from __future__ import annotations

import logging
from typing import Any

import msgspec
import pytest
from pymongo.asynchronous.collection import AsyncCollection
from redis.asyncio import Redis

from functions.fan_out_announcement.main import fan_out_announcement
from functions.list_enrollments.main import list_enrollments
from functions.list_users.main import list_users
from functions.rebuild_catalog.main import rebuild_catalog
from lms_announcements import AnnouncementRequested, RedisAnnouncements
from lms_catalog import CatalogQuery, PostgresCatalog, RebuildRequested
from lms_courses import MongoCourses
from lms_kernel import new_id
from lms_postgres import Database
from lms_preferences import preferences_key
from lms_testing import CapturedEvents, actor, deliver, event
from lms_testing.announcements import announcement
from lms_testing.courses import a_course
from tests.all_pages import walk

ADMIN = actor("admin")
LEARNERS = 300
# Lower case made the first one longer than its limit; no rule ever allowed the others.
BROKEN_ADDRESSES = ["i\u0307" + "a" * 253 + "@example.org", "no address", "a@b\u2028.example"]


@pytest.fixture
async def people(postgres: Database) -> list[str]:
    """Make 300 people, of whom three have addresses that break today's rules."""
    await postgres.execute("TRUNCATE users CASCADE", name="test_empty")
    ids = [new_id() for _ in range(LEARNERS)]
    broken = [f"{number}{each}" for number, each in enumerate(BROKEN_ADDRESSES)]
    emails = [*broken, *(f"{each}@example.org" for each in ids[3:])]
    await postgres.execute(
        """
        INSERT INTO users (id, email, name, password_hash)
        SELECT id, email, 'Ana', '' FROM unnest(%(ids)s::uuid[], %(emails)s::text[]) AS u(id, email)
        """,
        {"ids": ids, "emails": emails},
        name="test_people",
    )
    return ids


@pytest.fixture
async def course(postgres: Database, people: list[str]) -> str:
    """Enroll all of them in one course."""
    course_id = new_id()
    await postgres.execute(
        """
        INSERT INTO enrollments (id, user_id, course_id)
        SELECT gen_random_uuid(), id, %(course)s::uuid FROM unnest(%(ids)s::uuid[]) AS id
        """,
        {"course": course_id, "ids": people},
        name="test_enroll",
    )
    return course_id


async def test_the_list_of_users_serves_everybody_it_can(
    postgres: Database, people: list[str], real_redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """Broken addresses are shown as they are; unreadable people are left out, and named."""
    unreadable = people[150:153]
    await postgres.execute(
        "ALTER TABLE users DROP CONSTRAINT IF EXISTS users_role_check", name="test_unchecked"
    )
    await postgres.execute(
        "UPDATE users SET role = 'owner' WHERE id = ANY(%(ids)s::uuid[])",
        {"ids": unreadable},
        name="test_poison",
    )
    with caplog.at_level(logging.ERROR):
        items = await walk(list_users, "/api/users", 50, as_=ADMIN)

    shown = [each["id"] for each in items]
    assert sorted(shown) == sorted(set(people) - set(unreadable))
    assert len([each for each in items if each["email"][1:] in BROKEN_ADDRESSES]) == 3
    for each in unreadable:
        assert f"cannot read User {each}" in caplog.text


async def test_a_roster_serves_everybody(course: str, people: list[str], real_redis: Redis) -> None:
    """Also those whose addresses break today's rules."""
    items = await walk(list_enrollments, f"/api/enrollments?course_id={course}", 50, as_=ADMIN)
    assert sorted(each["user_id"] for each in items) == sorted(people)


async def test_an_announcement_reaches_everybody_it_can(
    real_redis: Redis, broker: CapturedEvents, course: str, people: list[str]
) -> None:
    """A person who cannot be read is named in the batch's dead letter; all batches are done."""
    unreadable = sorted(people)[120:123]
    for each, text in zip(unreadable, ["{", "[]", '{"phone": 7}'], strict=True):
        await real_redis.set(preferences_key(each), text)
    notice = await announcement(course_id=course, channel="in_app")

    answers = await _deliver_all(
        fan_out_announcement, broker, event(AnnouncementRequested(announcement_id=notice.id))
    )

    assert [each.status_code for each in answers] == [204, 422, 204, 204]
    for each in unreadable:
        assert each in answers[1].text
    after = await RedisAnnouncements().get(notice.id)
    assert (after.recipients, after.requested) == (LEARNERS, LEARNERS - 3)
    assert after.finished_at is not None

    # Once they are repaired, the same dead letter completes the batch, and tells nobody twice.
    for each in unreadable:
        await real_redis.delete(preferences_key(each))
    again = event(AnnouncementRequested(announcement_id=notice.id, after=sorted(people)[99]))
    assert {
        each.status_code for each in await _deliver_all(fan_out_announcement, broker, again)
    } == {204}
    assert (await RedisAnnouncements().get(notice.id)).requested == LEARNERS


async def test_a_rebuild_shows_every_course_it_can(
    postgres: Database,
    mongo: AsyncCollection[dict[str, Any]],
    real_redis: Redis,
    broker: CapturedEvents,
) -> None:
    """A broken tag is shown; a course without a readable price is named, and stops no other."""
    ids = sorted(
        [(await MongoCourses().add(a_course(status="published"))).course.id for _ in range(120)]
    )
    await mongo.database.command("collMod", mongo.name, validator={})
    await mongo.update_one({"_id": ids[7]}, {"$set": {"tags": ["i\u0307" * 21]}})
    await mongo.update_one({"_id": ids[60]}, {"$set": {"price": "free"}})
    await mongo.update_one({"_id": ids[49]}, {"$unset": {"slug": ""}})

    answers = await _deliver_all(rebuild_catalog, broker, event(RebuildRequested(after=None)))

    assert [each.status_code for each in answers] == [422, 422, 204]
    assert ids[49] in answers[0].text
    assert ids[60] in answers[1].text
    shown = []
    for page in (1, 2):
        found = await PostgresCatalog().search(CatalogQuery(limit=100, page=page))
        shown += [each.id for each in found.items]
    assert sorted(shown) == sorted(set(ids) - {ids[49], ids[60]})


async def _deliver_all(function: Any, broker: CapturedEvents, first: dict[str, Any]) -> list[Any]:
    """Deliver an event and those by which the function asks for the rest, as a broker does."""
    waiting, answers = [first], []
    while waiting:
        before = len(broker)
        answers.append(await deliver(function, waiting.pop()))
        waiting += [dict(each) for each in broker[before:] if each["type"] == first["type"]]
    return answers


def test_the_addresses_really_break_todays_rules() -> None:
    """Else nothing above would be poison."""
    from lms_identity import User
    from lms_kernel import Email

    assert User.__annotations__["email"] in {"Email", Email}
    for each in BROKEN_ADDRESSES:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(f"0{each}", Email)
