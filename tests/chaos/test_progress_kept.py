"""People learn through the gateway while functions and stores are killed, one after the other."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.chaos.kills import kill, persist
from tests.e2e.learners import Learner, make_learners
from tests.e2e.platform import course_fields, eventually
from tests.e2e.returning import many_clients

if TYPE_CHECKING:
    import httpx2

    from tests.e2e.platform import Platform

pytestmark = [pytest.mark.chaos, pytest.mark.system]

LEARNERS = 12
ARTICLES = [f"l{number}" for number in range(15)]
QUESTION = {"id": "q", "kind": "number", "prompt": "6 * 7?", "value": 42}
# Each of them at least once, however fast the machine is.
KILLS = [
    *["record-progress", "postgres", "finish-attempt", "mongodb", "redis"] * 2,
    *["complete-lesson", "postgres", "issue-certificate", "record-progress", "issue-certificate"],
]
CONTENT = {
    "modules": [
        {
            "title": "All of it",
            "lessons": [
                {"id": "quiz", "title": "Quiz", "kind": "quiz", "quiz": {"questions": [QUESTION]}},
                *({"id": each, "title": each, "kind": "article"} for each in ARTICLES),
            ],
        }
    ]
}
# How long people need for an article: some are done long before the others.
PACES = [0.2, 0.4, 0.8]


async def _open_course(platform: Platform) -> tuple[str, list[Learner]]:
    """Publish a course and enroll everybody in it."""
    (instructor,) = await make_learners(platform, 1, role="instructor")
    learners = await make_learners(platform, LEARNERS)
    async with many_clients(platform, LEARNERS) as http:
        fields = course_fields("Resilience", content=CONTENT)
        made = await http.post("/api/courses", json=fields, headers=instructor.headers)
        assert made.status_code == 201, made.text
        course_id: str = made.json()["id"]
        for each in learners:
            await _enroll(http, course_id, each)
    return course_id, learners


async def _enroll(http: httpx2.AsyncClient, course_id: str, learner: Learner) -> None:
    """Take a seat, as soon as the catalog knows the course."""
    body = {"course_id": course_id}
    async with asyncio.timeout(60):
        while (
            seat := await persist(http, "POST", "/api/enrollments", learner, body)
        ).status_code != 201:
            assert seat.status_code == 404, seat.text
            await asyncio.sleep(0.2)


async def _pass(http: httpx2.AsyncClient, course_id: str, learner: Learner) -> None:
    """Pass the quiz; an attempt whose beginning was not heard of is gone on with."""
    path = f"/api/courses/{course_id}/lessons/quiz/attempts"
    started = await persist(http, "POST", path, learner)
    if started.status_code == 409:
        assert started.json()["type"] == "/problems/attempt-open"
        found = await persist(http, "GET", path, learner)
        (open_one,) = found.json()["items"]
        started = await persist(http, "GET", f"/api/attempts/{open_one['id']}", learner)
    sheet = started.json()
    response = {"question_id": sheet["quiz"]["questions"][0]["id"], "number": 42}
    body = {"responses": [response], "finished": True}
    ended = await persist(http, "PUT", f"/api/attempts/{sheet['id']}", learner, body)
    assert (ended.status_code, ended.json()["is_passed"]) == (200, True), ended.text


async def _learn(
    http: httpx2.AsyncClient,
    course_id: str,
    learner: Learner,
    pace: float,
    acknowledged: dict[str, Any],
) -> None:
    """Pass the quiz and read one article after the other, each repeated until acknowledged."""
    await _pass(http, course_id, learner)
    for lesson in ARTICLES:
        path = f"/api/courses/{course_id}/lessons/{lesson}/progress"
        answer = await persist(http, "PUT", path, learner, {"completed": True})
        assert answer.status_code == 200, answer.text
        acknowledged[lesson] = answer.json()
        await asyncio.sleep(pace)


async def _rage(platform: Platform, moments: random.Random) -> Counter[str]:
    """Kill each victim in turn, at random moments; a second time only while somebody needs it."""
    killed: Counter[str] = Counter()
    for each in KILLS:
        await asyncio.sleep(moments.uniform(0.3, 1.5))
        strike = partial(kill, platform, each)
        if each not in killed:
            await asyncio.to_thread(eventually, strike, within_seconds=120)
            killed[each] += 1
        else:
            killed[each] += await asyncio.to_thread(strike)
    return killed


def _letters(platform: Platform, learners: list[Learner]) -> Counter[str]:
    """Return how many letters about a certificate each learner was sent, by address."""
    mails = [each for each in platform.inbox() if "/certificates/" in str(each["text"])]
    return Counter(who.email for mail in mails for who in learners if who.email in str(mail["to"]))


async def test_no_acknowledged_progress_is_lost(doomed: Platform) -> None:
    """Every completion is there once, and for each course that was completed one certificate."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - who sees it fail wants to see it again
    course_id, learners = await _open_course(doomed)
    acknowledged: dict[str, dict[str, Any]] = {each.id: {} for each in learners}
    async with many_clients(doomed, LEARNERS) as http:
        crowd = [
            _learn(http, course_id, each, PACES[number % len(PACES)], acknowledged[each.id])
            for number, each in enumerate(learners)
        ]
        learning = asyncio.gather(*crowd)
        killed = await _rage(doomed, random.Random(seed))
        await learning
        print(dict(killed))  # noqa: T201 - the figures
        assert set(killed) == set(KILLS)

    with psycopg.connect(doomed.environment()["DATABASE_URL"], autocommit=True) as database:

        def facts(table: str) -> int:
            (found,) = database.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)  # noqa: S608
            return int(found)

        # relay_outbox runs every minute, and takes what a killed function had not published.
        eventually(lambda: facts("certificates") == LEARNERS, within_seconds=150, every=1)
        eventually(
            lambda: set(_letters(doomed, learners)) == {each.email for each in learners},
            within_seconds=150,
            every=1,
        )
        eventually(lambda: facts("outbox") == 0, within_seconds=150, every=1)
        assert facts("lesson_completions") == LEARNERS * (len(ARTICLES) + 1)
        assert facts("course_completions") == facts("certificates") == LEARNERS
    assert set(_letters(doomed, learners).values()) == {1}

    async with many_clients(doomed, LEARNERS) as http:
        for each in learners:
            answer = await persist(http, "GET", f"/api/courses/{course_id}/progress", each)
            progress = answer.json()
            times = {one["id"]: one["completed_at"] for one in progress["completed_lessons"]}
            assert times.pop("quiz")
            # What was acknowledged is what is stored, to the microsecond.
            kept = {lesson: one["completed_at"] for lesson, one in acknowledged[each.id].items()}
            assert times == kept
            assert progress["percent"] == 100
            ends = {one["course_completed_at"] for one in acknowledged[each.id].values()} - {None}
            assert ends <= {progress["completed_at"]}
