"""What enrolling opens, nobody else reads: every route, every caller, every state of a course.

The content of a course holds marks: every text, address and id in it that is not in the outline,
found in the API description, so that a new field of a lesson has its mark without a line here.
Routes come from the endpoint table. A response shows a mark only where ``opened`` says so, and
there it does; events, outboxes, the catalog, its search index, Redis and the log never do.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Any, get_args

import httpx2
import pytest
from bson import json_util
from pymongo.asynchronous.collection import AsyncCollection
from redis.asyncio import Redis

from libs.lms_objects.tests.fake import fake_objects
from libs.lms_push.tests.push import push_settings
from lms_courses import LessonKind
from lms_http import SharedSettings
from lms_identity import PasswordSettings
from lms_kernel import Actor, derived_id, new_id
from lms_limits import LimitSettings
from lms_postgres import Database
from lms_testing import CapturedEvents, client
from tests.attacks import API, ENDPOINTS, handler
from tests.integration.marks import Marks, marked_lesson
from tools.endpoints import Endpoint

pytestmark = pytest.mark.timeout(900)
STATES = ("draft", "published", "archived", "deleted")
ROUTES = {f"{one.method} {path}": (one, path) for one in ENDPOINTS for path in one.paths}
ROLES = {
    "stranger": "",
    "enrolled": "student",
    "cancelled": "student",
    "other teacher": "instructor",
    "owner": "instructor",
    "admin": "admin",
}
PEOPLE = {name: derived_id("matrix", name) for name in ROLES}
CONTENT = "GET /api/courses/{course_id}/content"
LESSON = "GET /api/courses/{course_id}/lessons/{lesson_id}"
START = "POST /api/courses/{course_id}/lessons/{lesson_id}/attempts"
STATISTICS = "GET /api/courses/{course_id}/lessons/{lesson_id}/statistics"
# These show the questions of a quiz, if there is one; which of its parts, tests next to them say.
OF_A_QUIZ = {START, STATISTICS}
# An attempt is graded by the quiz that it began with, so the quiz is kept.
KEEPS_CONTENT = {"quiz_versions"}


def opened(route: str, who: str, state: str, *, is_preview: bool) -> bool:
    """Say whether a route shows the caller what is in a lesson; one that is not here never does."""
    is_author = who in {"owner", "admin"} and state != "deleted"
    if route == CONTENT:
        return is_author
    is_learner = who == "enrolled" and state in {"published", "archived"}
    if route == STATISTICS:
        return is_author
    if route == START:
        return is_author or is_learner
    if route == LESSON:
        return is_author or is_learner or (is_preview and state == "published")
    return False


class School:
    """A course full of marks, and what there is to put back after each write."""

    def __init__(
        self, pool: Database, documents: AsyncCollection[dict[str, Any]], broker: CapturedEvents
    ) -> None:
        """Use real stores."""
        self.pool = pool
        self.documents = documents
        self.broker = broker
        marked = [
            marked_lesson(API, kind, is_preview=is_preview)
            for kind in get_args(LessonKind)
            for is_preview in (False, True)
        ]
        self.lessons: list[Marks] = [marks for _, marks in marked]
        self.content = {
            "modules": [
                {
                    "title": "Outer",
                    "lessons": [lesson for lesson, _ in marked[::2]],
                    "modules": [
                        {"title": "Inner", "lessons": [lesson for lesson, _ in marked[1::2]]}
                    ],
                }
            ]
        }
        self.course: dict[str, Any] = {}
        self.seats: dict[str, str] = {}
        self._document: dict[str, Any] = {}

    async def furnish(self, state: str) -> None:
        """Make the course, give seats, and bring it into its state, all by the functions."""
        await self.pool.execute(
            """
            INSERT INTO users (id, email, name, role, password_hash)
            SELECT id, id || '@example.org', 'Somebody', coalesce(nullif(role, ''), 'student'), ''
            FROM unnest(%(ids)s::uuid[], %(roles)s::text[]) AS person (id, role)
            ON CONFLICT DO NOTHING
            """,
            {"ids": list(PEOPLE.values()), "roles": list(ROLES.values())},
            name="test_people",
        )
        body = {"title": f"Course {new_id()}", "status": "published", "content": self.content}
        self.course = (await self.call("POST /api/courses", "owner", "/api/courses", body)).json()
        path = f"/api/courses/{self.course['id']}"
        for who in ("enrolled", "cancelled"):
            seat = await self.call(
                "POST /api/enrollments", who, "/api/enrollments", {"course_id": self.course["id"]}
            )
            self.seats[who] = seat.json()["id"]
        left = f"/api/enrollments/{self.seats['cancelled']}"
        await self.call("DELETE /api/enrollments/{id}", "cancelled", left)
        if state == "deleted":
            await self.call("DELETE /api/courses/{id}", "owner", path)
        elif state != "published":
            await self.call("PUT /api/courses/{id}", "owner", path, {"status": state})
        self._document = await self._stored()

    async def restore(self) -> None:
        """Undo what a write did to the course and its seats."""
        await self.documents.replace_one({"_id": self.course["id"]}, self._document, upsert=True)
        await self.pool.execute(
            """
            UPDATE enrollments SET cancelled_at = CASE WHEN id = %(kept)s THEN NULL ELSE now() END
            WHERE course_id = %(course)s AND ended_because IS NULL
            """,
            {"kept": self.seats["enrolled"], "course": self.course["id"]},
            name="test_restore",
        )
        # More than anybody gives back.
        await self.pool.execute(
            "UPDATE seats SET taken = 100 WHERE course_id = %(course)s",
            {"course": self.course["id"]},
            name="test_restore_seats",
        )

    async def _stored(self) -> dict[str, Any]:
        found = await self.documents.find_one({"_id": self.course["id"]})
        assert found is not None
        return found

    async def call(
        self, route: str, who: str, url: str, body: object = None, *, is_expected: bool = True
    ) -> httpx2.Response:
        """Call a function as somebody who has just signed in."""
        one, _ = ROUTES[route]
        person = Actor(PEOPLE[who], ROLES[who], session_id=new_id()) if ROLES[who] else None
        async with client(handler(one), as_=person) as http:
            response = await http.request(one.method, url, json=body)
        assert response.is_success or not is_expected, f"{route}: {response.text}"
        return response

    def urls(self, path: str, who: str) -> Iterator[tuple[str, Marks | None]]:
        """Fill in the path: each lesson, what the caller has; the course by its id or its slug."""
        if "{lesson_id}" in path:
            for place, lesson in enumerate(self.lessons):
                # Each kind of lesson is there twice, as a preview and as none.
                name = self.course["slug" if place % 4 < 2 else "id"]
                yield self._filled(path, name, who, lesson), lesson
        else:
            for name in ("slug", "id") if "/courses/{" in path else ("id",):
                yield self._filled(path, self.course[name], who, None), None

    def _filled(self, path: str, course: str, who: str, lesson: Marks | None) -> str:
        steps = path.split("/")
        things = {"courses": course, "enrollments": self.seats["enrolled"], "users": PEOPLE[who]}
        things["lessons"] = lesson.lesson_id if lesson else ""
        for place, step in enumerate(steps):
            if step.startswith("{"):
                steps[place] = things.get(steps[place - 1], self.course["id"])
        return "/".join(steps)

    def body(self, one: Endpoint, path: str, who: str) -> object:
        """Return the request of the API description, about this course and its content."""
        operation = API["paths"].get(path, {}).get(one.method.lower(), {})
        content = operation.get("requestBody", {}).get("content", {})
        return self._about(content.get("application/json", {}).get("example"), who)

    def _about(self, value: Any, who: str) -> Any:
        ours = {"course_id": self.course["id"], "user_id": PEOPLE[who], "content": self.content}
        if isinstance(value, dict):
            return {name: ours.get(name) or self._about(one, who) for name, one in value.items()}
        return value

    def marks_in(self, text: str) -> set[str]:
        """Return all marks that are in a text."""
        return {mark for each in self.lessons for mark in each.within(text)}

    async def tables(self) -> dict[str, str]:
        """Return every table of PostgreSQL as text, the search index and the outbox among them."""
        names = await self.pool.fetch_all(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'", {}, name="test_tables"
        )
        found = {}
        for each in names:
            table = each["tablename"]
            rows = await self.pool.fetch_all(
                f"SELECT row::text AS text FROM {table} AS row",  # noqa: S608 - from the catalog
                {},
                name="test_dump",
            )
            found[table] = "\n".join(row["text"] for row in rows)
        return found

    async def document_without_content(self) -> str:
        """Return what MongoDB keeps with the course: its card, and its outbox."""
        stored = await self._stored()
        del stored["content"]
        return str(json_util.dumps(stored))


async def everything_in(redis: Redis) -> str:
    """Return every key and value: cached pages, responses to repeat, sessions, the outbox."""
    reads: dict[str, Callable[[str], Any]] = {
        "string": redis.get,
        "hash": redis.hgetall,
        "set": redis.smembers,
        "list": lambda name: redis.lrange(name, 0, -1),
        "zset": lambda name: redis.zrange(name, 0, -1),
        "stream": redis.xrange,
    }
    found = []
    async for key in redis.scan_iter():
        kind = str(await redis.type(key))
        found.append(f"{key} {await reads[kind](key)}")
    return "\n".join(found)


@pytest.fixture
async def school(
    postgres: Database,
    mongo: AsyncCollection[dict[str, Any]],
    real_redis: Redis,
    broker: CapturedEvents,
) -> AsyncIterator[School]:
    """Return a school whose public responses are shared for as long as they may be."""
    with ExitStack() as stack:
        for each in (
            LimitSettings.override(lms_rate_limits="off"),
            PasswordSettings.override(lms_password_rounds=4),
            SharedSettings.override(lms_shared_response_seconds=10),
            push_settings(),
            fake_objects(),
        ):
            stack.enter_context(each)
        yield School(postgres, mongo, broker)


@pytest.mark.parametrize("state", STATES)
async def test_nobody_reads_what_is_not_theirs(
    school: School, real_redis: Redis, caplog: pytest.LogCaptureFixture, state: str
) -> None:
    """Reads first, the author's before all others, then every write, undone after each."""
    caplog.set_level(logging.INFO)
    await school.furnish(state)
    leaks, closed = [], []
    callers = ["owner", "admin", *(each for each in ROLES if each not in {"owner", "admin"})]

    for reads in (True, False):
        for who in callers:
            for route, (one, path) in ROUTES.items():
                if (one.method == "GET") is not reads:
                    continue
                for url, lesson in school.urls(path, who):
                    body = None if reads else school.body(one, path, who)
                    response = await school.call(route, who, url, body, is_expected=False)
                    assert response.status_code < 500, f"{route}: {response.text}"
                    shown = school.marks_in(f"{response.headers} {response.text}")
                    theirs = {
                        mark
                        for each in school.lessons
                        if lesson is None or lesson is each
                        if opened(route, who, state, is_preview=each.is_preview)
                        for mark in each.found
                    }
                    if shown - theirs:
                        leaks.append(f"{route} shows {who} {shown - theirs}: {url}")
                    if theirs and not shown and route not in OF_A_QUIZ:
                        closed.append(f"{route} shows {who} nothing: {url}")
                    if route == CONTENT and theirs != shown:
                        closed.append(f"{route} shows {who} a part only: {url}")
                if not reads:
                    await school.restore()

    places = {
        "events": str(list(school.broker)),
        "document": await school.document_without_content(),
        "redis": await everything_in(real_redis),
        "log": caplog.text,
        **await school.tables(),
    }
    leaks += [f"{place} has {found}" for place, text in places.items()
              if place not in KEEPS_CONTENT and (found := school.marks_in(text))]  # fmt: skip
    assert not leaks, "\n".join(leaks)
    assert not closed, "\n".join(closed)
    assert school.course["id"] in places["catalog"]
    assert school.course["id"] in places["events"]


def test_every_lesson_has_marks(school: School) -> None:
    """A text, an address and two files at least; were there none, nothing would be searched for."""
    assert {each.is_preview for each in school.lessons} == {True, False}
    for each in school.lessons:
        assert len(each.found) >= 4


def test_the_routes_that_open_lessons_are_there() -> None:
    """Those that ``opened`` names are in the table."""
    assert {CONTENT, LESSON, *OF_A_QUIZ} <= ROUTES.keys()
