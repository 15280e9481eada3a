"""Times that a store can keep and Python has none for: no list fails because of one (ISO 8601).

PostgreSQL's timestamps are infinite or of the years 4713 BC to 294276, and Redis keeps any number.
A datetime is of the years 1 to 9999. What MongoDB keeps is in the tests of lms_mongo: the server
of these tests refuses it.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from psycopg.types.json import Jsonb
from pymongo.asynchronous.collection import AsyncCollection
from redis.asyncio import Redis

from functions.get_user.main import get_user
from functions.list_courses.main import list_courses
from functions.list_enrollments.main import list_enrollments
from functions.list_notifications.main import list_notifications
from functions.list_parked_events.main import list_parked_events
from functions.list_sessions.main import list_sessions
from functions.list_users.main import list_users
from functions.render_sitemap.main import render_sitemap
from lms_access import sessions
from lms_catalog import PostgresCatalog
from lms_identity import AccountLinkRequested, tickets, users
from lms_kernel import Unreadable, new_id
from lms_postgres import Database
from lms_redis import list_entry
from lms_testing import actor, client
from lms_testing.catalog import card
from tests.all_pages import walk

ADMIN = actor("admin")
BEYOND = ["infinity", "-infinity", "10000-01-01 00:00:00+00", "0044-03-15 12:00:00+00 BC"]

pytestmark = pytest.mark.usefixtures("real_redis", "broker")


@pytest.fixture
async def people(postgres: Database) -> list[str]:
    """Make six people; four of them registered at a moment that Python has not."""
    await postgres.execute("TRUNCATE users CASCADE", name="test_empty")
    ids = sorted(new_id() for _ in range(6))
    for id_, at in zip(ids, [*BEYOND, "2026-01-01Z", "2026-01-02Z"], strict=True):
        await postgres.execute(
            "INSERT INTO users (id, email, name, password_hash, created_at) VALUES"
            " (%(id)s, %(email)s, 'Ana', '', %(at)s::timestamptz)",
            {"id": id_, "email": f"{id_}@example.org", "at": at},
            name="test_people",
        )
    return ids


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
async def test_users(people: list[str], limit: int, caplog: pytest.LogCaptureFixture) -> None:
    """The list shows the others on pages of any length, and names each that it leaves out."""
    with caplog.at_level(logging.ERROR):
        shown = [each["id"] for each in await walk(list_users, "/api/users", limit, as_=ADMIN)]
    assert shown == [people[5], people[4]]
    for each in people[:1]:
        assert f"cannot read User {each}" in caplog.text


async def test_one_user(people: list[str]) -> None:
    """A single look is a problem with a name, also by the address."""
    async with client(get_user, as_=ADMIN) as http:
        answer = await http.get(f"/api/users/{people[0]}")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/unreadable-record")
    with pytest.raises(Unreadable):
        await users().account(email=f"{people[0]}@example.org")


@pytest.mark.parametrize("limit", [1, 2, 50])
async def test_enrollments(postgres: Database, people: list[str], limit: int) -> None:
    """A roster has all whose seat is of a moment that there is."""
    course = new_id()
    for id_, at in zip(people, [*BEYOND[:3], "2026-01-01Z", "2026-01-02Z", BEYOND[3]], strict=True):
        await postgres.execute(
            "INSERT INTO enrollments (id, user_id, course_id, created_at) VALUES"
            " (gen_random_uuid(), %(user)s, %(course)s, %(at)s::timestamptz)",
            {"user": id_, "course": course, "at": at},
            name="test_enroll",
        )
    found = await walk(list_enrollments, f"/api/enrollments?course_id={course}", limit, as_=ADMIN)
    assert [each["user_id"] for each in found] == [people[4], people[3]]


@pytest.mark.parametrize("limit", [1, 2, 50])
async def test_the_catalog_and_the_sitemap(postgres: Database, limit: int) -> None:
    """Each shows the other courses."""
    await postgres.execute("TRUNCATE catalog", name="test_empty")
    cards = [card(title=f"Bees {each}", status="published") for each in range(6)]
    for each in cards:
        await PostgresCatalog().index(each)
    for each, at in zip(cards, BEYOND, strict=False):
        await postgres.execute(
            "UPDATE catalog SET created_at = %(at)s::timestamptz, updated_at = %(at)s::timestamptz,"
            " published_at = %(at)s::timestamptz WHERE course_id = %(id)s",
            {"at": at, "id": each.course_id},
            name="test_poison",
        )
    good = {each.course_id for each in cards[4:]}
    for order in ("newest", "title"):
        found = await walk(list_courses, f"/api/courses?sort={order}", limit, as_=ADMIN)
        assert {each["id"] for each in found} == good
        assert len(found) == 2
    async with client(render_sitemap) as http:
        answer = await http.get("/sitemap.xml")
    assert answer.status_code == 200


async def test_links_of_mails(people: list[str], postgres: Database) -> None:
    """A link that never ends is a record that cannot be read; one of a healthy account works."""
    user = await users().find(people[5])
    assert user is not None
    link = AccountLinkRequested(user_id=user.id, email=user.email, purpose="password_reset")
    ticket = link.ticket_for(user, id=new_id())
    await tickets().add(ticket)
    assert await tickets().find(ticket.id) == (ticket, user)
    await postgres.execute(
        "UPDATE users SET email = %(email)s WHERE id = %(id)s",
        {"email": "a" * 300 + "@example.org", "id": user.id},
        name="test_poison",
    )
    assert await tickets().find(ticket.id) is not None
    await postgres.execute("UPDATE account_tickets SET expires_at = 'infinity'", name="test_poison")
    with pytest.raises(Unreadable):
        await tickets().find(ticket.id)


@pytest.mark.parametrize("limit", [1, 50])
async def test_parked_events(
    postgres: Database, mongo: AsyncCollection[dict[str, Any]], limit: int
) -> None:
    """Operators see each with the nearest moment that there is, and can release it."""
    await postgres.execute("TRUNCATE outbox", name="test_empty")
    ids = [new_id(), new_id()]
    for id_, at in zip(ids, ["infinity", "2026-01-01Z"], strict=True):
        await postgres.execute(
            "INSERT INTO outbox (id, envelope, parked_at, refusal) VALUES"
            " (%(id)s, %(event)s, %(at)s::timestamptz, 'refused')",
            {"id": id_, "event": Jsonb({"id": id_, "type": "x"}), "at": at},
            name="test_event",
        )
    found = await walk(list_parked_events, "/api/parked-events", limit, as_=ADMIN)
    assert [each["id"] for each in found] == ids
    assert found[0]["parked_at"] == "9999-12-31T23:59:59.999999Z"


async def test_sessions(real_redis: Redis) -> None:
    """A session that began at a second without a date is left out of its owner's list."""
    first = await sessions().open(ADMIN.id, "admin", version=1)
    second = await sessions().open(ADMIN.id, "admin", version=1)
    for broken in ("1e300", "inf", "99999999999999", "soon"):
        await real_redis.hset(f"session:{first.session.id}", "created_at", broken)
        found = [each.id for each in await sessions().of(ADMIN.id)]
        assert found == [second.session.id]
    async with client(list_sessions, as_=ADMIN) as http:
        assert (await http.get("/api/auth/sessions")).status_code == 200


async def test_lists_and_texts_in_redis(real_redis: Redis) -> None:
    """An entry of no time, and a value that is not UTF-8 (RFC 3629), fail no list."""
    now = list_entry(datetime(2026, 1, 1, tzinfo=UTC), new_id())
    inbox = f"notification:inbox:{ADMIN.id}"
    await cast("Any", real_redis).zadd(inbox, {now: 0, f"{'9' * 30}:{new_id()}": 0})
    await real_redis.set("test:bytes", b'{"a": "\xff"}')
    assert str(await real_redis.get("test:bytes")) == '{"a": "\ufffd"}'
    async with client(list_notifications, as_=ADMIN) as http:
        assert (await http.get("/api/notifications")).status_code == 200
