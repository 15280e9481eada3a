"""A thousand writes of progress at once."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.e2e.learners import Learner, make_learners
from tests.e2e.platform import course_fields, eventually
from tests.e2e.returning import ask, many_clients

if TYPE_CHECKING:
    from tests.e2e.platform import Platform

pytestmark = pytest.mark.system

WRITES = 1000
LESSONS = [f"l{number}" for number in range(20)]


def _open_course(platform: Platform, learners: list[Learner]) -> str:
    """Publish a course, and enroll everybody without a request of their own."""
    lessons = [{"id": each, "title": each, "kind": "article"} for each in LESSONS]
    content = {"modules": [{"title": "All of it", "lessons": lessons}]}
    with platform.as_role("instructor") as author:
        fields = course_fields(f"Storm {uuid.uuid4().hex[:8]}", content=content)
        answer = author.post("/api/courses", json=fields)
    assert answer.status_code == 201, answer.text
    course_id: str = answer.json()["id"]
    with psycopg.connect(platform.environment()["DATABASE_URL"]) as database:
        database.execute(
            "INSERT INTO enrollments (id, user_id, course_id)"
            " SELECT gen_random_uuid(), id, %s FROM unnest(%s::uuid[]) AS id",
            [course_id, [each.id for each in learners]],
        )
    return course_id


async def _complete(
    platform: Platform, course_id: str, writes: list[tuple[Learner, str]]
) -> list[dict[str, Any]]:
    """Complete all of these lessons at once; return what each write came to."""
    async with many_clients(platform, len(writes)) as http:
        answers = await asyncio.gather(
            *(
                ask(
                    http,
                    "PUT",
                    f"/api/courses/{course_id}/lessons/{lesson}/progress",
                    as_=learner,
                    json={"completed": True},
                )
                for learner, lesson in writes
            )
        )
    assert Counter(each.status_code for each in answers) == {200: len(writes)}
    return [each.json() for each in answers]


async def test_a_thousand_writes_of_one_learner_complete_each_lesson_once(
    platform: Platform,
) -> None:
    """Every write of a lesson hears of the same moment; the course is completed by one of them."""
    (learner,) = await make_learners(platform, 1)
    course_id = _open_course(platform, [learner])

    writes = [(learner, LESSONS[number % len(LESSONS)]) for number in range(WRITES)]
    answers = await _complete(platform, course_id, writes)

    moments = {(each["lesson_id"], each["completed_at"]) for each in answers}
    assert sorted(lesson for lesson, _ in moments) == sorted(LESSONS)
    assert min(each["percent"] for each in answers) > 0
    ends = {each["course_completed_at"] for each in answers} - {None}
    with platform.client(headers=learner.headers) as http:
        now = http.get(f"/api/courses/{course_id}/progress").json()
        assert now["percent"] == 100
        assert {now["completed_at"]} == ends
        assert {(each["id"], each["completed_at"]) for each in now["completed_lessons"]} == moments

        def proofs() -> list[dict[str, Any]]:
            items: list[dict[str, Any]] = http.get("/api/certificates").json()["items"]
            return items

        # relay_outbox runs every minute, and takes what a function had not published.
        eventually(proofs, within_seconds=90)
        assert len(proofs()) == 1


async def test_a_thousand_learners_who_write_at_once_each_keep_what_is_theirs(
    platform: Platform,
) -> None:
    """One lesson each, a twentieth of the course; nobody is given the work of another."""
    learners = await make_learners(platform, WRITES)
    course_id = _open_course(platform, learners)

    writes = [(each, LESSONS[number % len(LESSONS)]) for number, each in enumerate(learners)]
    answers = await _complete(platform, course_id, writes)

    assert {each["percent"] for each in answers} == {100 // len(LESSONS)}
    with psycopg.connect(platform.environment()["DATABASE_URL"]) as database:
        facts = database.execute(
            "SELECT user_id::text, lesson_id, completed_at FROM lesson_completions"
            " WHERE course_id = %s",
            [course_id],
        ).fetchall()
        found = database.execute(
            "SELECT user_id::text, completed FROM course_progress WHERE course_id = %s",
            [course_id],
        ).fetchall()
    wanted = {each.id: lesson for each, lesson in writes}
    assert {user: lesson for user, lesson, _ in facts} == wanted
    assert len(facts) == len(found) == WRITES
    assert {user: set(completed) for user, completed in found} == {
        user: {lesson} for user, lesson in wanted.items()
    }
