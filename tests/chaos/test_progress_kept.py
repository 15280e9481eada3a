"""Progress is written through the gateway while its function and PostgreSQL are killed."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx2
import psycopg
import pytest

from tests.e2e.learners import Learner, make_learners
from tests.e2e.platform import CLIENT_SECONDS, Platform, course_fields, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.chaos, pytest.mark.system]

LEARNERS = 12
LESSONS = [f"l{number}" for number in range(15)]
# Each kind at least this often, however fast the machine is.
KILLS = ["record-progress", "postgres"] * 3
CONTENT = {
    "modules": [
        {
            "title": "All of it",
            "lessons": [{"id": each, "title": each, "kind": "article"} for each in LESSONS],
        }
    ]
}


@pytest.fixture
def doomed(staged: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform of which this test kills parts."""
    running = Platform(
        tmp_path_factory.mktemp("doomed"),
        arguments=("--idle", "60", "--rate-limits", "off", "--no-demo"),
    )
    running.start()
    yield running
    running.stop()


async def _open_course(platform: Platform) -> tuple[str, list[Learner]]:
    """Publish a course and enroll everybody in it."""
    (instructor,) = await make_learners(platform, 1, role="instructor")
    learners = await make_learners(platform, LEARNERS)
    async with _client(platform) as http:
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
        while True:
            seat = await http.post("/api/enrollments", json=body, headers=learner.headers)
            if seat.status_code == 201:
                return
            assert seat.status_code in {404, 503}, seat.text
            await asyncio.sleep(0.2)


def _client(platform: Platform) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=platform.url, timeout=CLIENT_SECONDS, trust_env=False)


async def _learn(
    http: httpx2.AsyncClient, course_id: str, learner: Learner, acknowledged: dict[str, Any]
) -> None:
    """Complete one lesson after the other, each repeated until it is acknowledged."""
    for lesson in LESSONS:
        path = f"/api/courses/{course_id}/lessons/{lesson}/progress"
        while lesson not in acknowledged:
            try:
                answer = await http.put(path, json={"completed": True}, headers=learner.headers)
            except httpx2.HTTPError:
                continue
            if answer.status_code == 200:
                acknowledged[lesson] = answer.json()
            else:
                # Whatever is down, the platform says so: nothing else is an excuse.
                assert answer.status_code in {502, 503, 504}, answer.text
                await asyncio.sleep(0.2)
        await asyncio.sleep(0.4)


def _kill(platform: Platform, name: str) -> bool:
    """Kill a function or a store with SIGKILL; False when it is not running."""
    status = platform.status()
    for one in (*status["functions"], *status["stores"]):
        if one["name"] == name and one["pid"]:
            try:
                os.kill(int(one["pid"]), signal.SIGKILL)
            except ProcessLookupError:
                return False
            return True
    return False


async def _rage(platform: Platform, moments: random.Random) -> Counter[str]:
    """Kill each victim in turn, at random moments."""
    killed: Counter[str] = Counter()
    for each in KILLS:
        await asyncio.sleep(moments.uniform(0.3, 1.5))
        await asyncio.to_thread(eventually, partial(_kill, platform, each), within_seconds=60)
        killed[each] += 1
    return killed


async def test_no_acknowledged_progress_is_lost(doomed: Platform) -> None:
    """Every completion is there once, every course is completed once, every event goes out."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - who sees it fail wants to see it again
    course_id, learners = await _open_course(doomed)
    acknowledged: dict[str, dict[str, Any]] = {each.id: {} for each in learners}
    async with _client(doomed) as http:
        crowd = [_learn(http, course_id, each, acknowledged[each.id]) for each in learners]
        killed, *_ = await asyncio.gather(_rage(doomed, random.Random(seed)), *crowd)
        assert killed == Counter(KILLS)

        for each in learners:
            answer = await http.get(f"/api/courses/{course_id}/progress", headers=each.headers)
            progress = answer.json()
            times = {one["id"]: one["completed_at"] for one in progress["completed_lessons"]}
            # What was acknowledged is what is stored, to the microsecond.
            acknowledgements = acknowledged[each.id]
            assert times == {lesson: acknowledgements[lesson]["completed_at"] for lesson in LESSONS}
            assert progress["percent"] == 100
            assert progress["completed_at"] == acknowledgements[LESSONS[-1]]["course_completed_at"]

    with psycopg.connect(doomed.environment()["DATABASE_URL"], autocommit=True) as database:
        for table, facts in (
            ("lesson_completions", LEARNERS * len(LESSONS)),
            ("course_completions", LEARNERS),
        ):
            (found,) = database.execute(f"SELECT count(*) FROM {table}").fetchone() or (None,)  # noqa: S608
            assert found == facts, table

        def is_told() -> bool:
            (left,) = database.execute("SELECT count(*) FROM outbox").fetchone() or (None,)
            return bool(left == 0)

        # relay_outbox runs every minute, and takes what a killed function had not published.
        eventually(is_told, within_seconds=150, every=1)
