"""A power cut at any moment: what was acknowledged is stored, and confirmed exactly once."""

from __future__ import annotations

import asyncio
import os
import random
import uuid
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.e2e.learners import Learner, make_learners
from tests.e2e.platform import course_fields, eventually, pages
from tests.e2e.returning import many_clients

if TYPE_CHECKING:
    import httpx2

    from tests.e2e.platform import Platform

pytestmark = [pytest.mark.chaos, pytest.mark.system]

# A few rounds on every run; `nox -s chaos` runs more.
ROUNDS = int(os.environ.get("LMS_CHAOS_ROUNDS", "2"))
LEARNERS_A_ROUND = 400
AT_ONCE = 6


async def _enroll_until_the_cut(
    platform: Platform, course_id: str, learners: list[Learner], cut_after: float
) -> list[Learner]:
    """Enroll one after another, kill everything in the middle; return who got a 201.

    The seconds count from the first 201: a slow machine's cold start is not yet the rush.
    """
    acknowledged: list[Learner] = []
    first = asyncio.Event()

    async def enroll(http: httpx2.AsyncClient, learner: Learner) -> None:
        answer = await http.post(
            "/api/enrollments", json={"course_id": course_id}, headers=learner.headers
        )
        if answer.status_code == 201:
            acknowledged.append(learner)
            first.set()

    async def enroll_all() -> None:
        async with many_clients(platform, AT_ONCE) as http:
            for start in range(0, len(learners), AT_ONCE):
                batch = learners[start : start + AT_ONCE]
                await asyncio.gather(
                    *(enroll(http, each) for each in batch), return_exceptions=True
                )

    rush = asyncio.create_task(enroll_all())
    async with asyncio.timeout(300):
        await first.wait()
    await asyncio.sleep(cut_after)
    await asyncio.to_thread(platform.kill)
    await asyncio.gather(rush, return_exceptions=True)
    return acknowledged


async def test_nothing_acknowledged_is_lost_and_every_confirmation_comes_once(
    doomed: Platform,
) -> None:
    """Every process dies in the middle of a rush; after a restart every promise is kept."""
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    print(f"seed {seed}")  # noqa: T201 - who sees it fail wants to see it again
    (instructor,) = await make_learners(doomed, 1, role="instructor")
    promised: list[Learner] = []
    courses: list[str] = []
    for number in range(ROUNDS):
        title = f"Resilience {number} {uuid.uuid4().hex[:6]}"
        with doomed.client(headers=instructor.headers) as author:
            answer = author.post("/api/courses", json=course_fields(title))
        assert answer.status_code == 201, answer.text
        courses.append(answer.json()["id"])
        learners = await make_learners(doomed, LEARNERS_A_ROUND)
        promised += await _enroll_until_the_cut(
            doomed, courses[-1], learners, cut_after=moments.uniform(0.5, 2.5)
        )
        await asyncio.to_thread(doomed.start)

    with doomed.client(headers=instructor.headers) as author:
        assert [author.get(f"/api/courses/{each}").status_code for each in courses] == [
            200
        ] * ROUNDS
        enrolled = {
            each["user_id"]
            for course_id in courses
            for each in pages(author, "/api/enrollments", course_id=course_id, limit="100")
        }
    assert {each.id for each in promised} <= enrolled

    expected = {f"{each}@example.org" for each in enrolled}

    def confirmations() -> Counter[str]:
        return Counter(to for mail in doomed.inbox() for to in expected if to in str(mail["to"]))

    # relay_outbox runs every minute; a dead letter or a lost event would never arrive.
    eventually(lambda: set(confirmations()) == expected, within_seconds=150, every=1)
    await asyncio.sleep(5)
    assert set(confirmations().values()) == {1}
    print(f"{len(promised)} acknowledged, {len(enrolled)} confirmed once")  # noqa: T201 - the figure
