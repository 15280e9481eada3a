"""A power cut while people learn: no acknowledged attempt, submission or grade is lost."""

from __future__ import annotations

import asyncio
import os
import random
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
LEARNERS_A_ROUND = 60
AT_ONCE = 4
LESSONS = [
    {
        "id": "quiz",
        "title": "Check",
        "kind": "quiz",
        "quiz": {
            "attempts": 1,
            "questions": [{"id": "q", "kind": "number", "prompt": "6 * 7?", "value": 42}],
        },
    },
    {
        "id": "task",
        "title": "Task",
        "kind": "exercise",
        "exercise": {"accepts": ["text"], "max_points": 10},
    },
]


@dataclass
class Promises:
    """What was acknowledged, by the id that the platform gave it."""

    attempts: dict[str, dict[str, Any]] = field(default_factory=dict)
    submissions: dict[str, dict[str, Any]] = field(default_factory=dict)
    grades: dict[str, dict[str, Any]] = field(default_factory=dict)
    graded: asyncio.Event = field(default_factory=asyncio.Event)


async def _learn(
    http: httpx2.AsyncClient, course: str, learner: Learner, teacher: Learner, kept: Promises
) -> None:
    """Enroll, take the quiz, hand in, and be graded; note what was acknowledged."""

    async def ask(method: str, path: str, body: object, who: Learner) -> dict[str, Any]:
        answer = await http.request(method, path, json=body, headers=who.headers)
        answer.raise_for_status()
        result: dict[str, Any] = answer.json()
        return result

    lessons = f"/api/courses/{course}/lessons"
    await ask("POST", "/api/enrollments", {"course_id": course}, learner)
    started = await ask("POST", f"{lessons}/quiz/attempts", None, learner)
    question = started["quiz"]["questions"][0]["id"]
    body = {"responses": [{"question_id": question, "number": 42}], "finished": True}
    ended = await ask("PUT", f"/api/attempts/{started['id']}", body, learner)
    kept.attempts[ended["id"]] = ended
    handed_in = await ask("POST", f"{lessons}/task/submissions", {"text": "Mine."}, learner)
    kept.submissions[handed_in["id"]] = handed_in
    grade = {"points": 7, "comment": "Good."}
    graded = await ask("PUT", f"/api/submissions/{handed_in['id']}/grade", grade, teacher)
    kept.grades[graded["id"]] = graded["grade"]
    kept.graded.set()


async def _learn_until_the_cut(
    platform: Platform,
    course: str,
    learners: list[Learner],
    teacher: Learner,
    kept: Promises,
    cut_after: float,
) -> None:
    """Let people learn and kill everything in the middle; seconds count from the first grade."""

    async def learn_all() -> None:
        async with many_clients(platform, AT_ONCE) as http:
            for start in range(0, len(learners), AT_ONCE):
                batch = learners[start : start + AT_ONCE]
                await asyncio.gather(
                    *(_learn(http, course, each, teacher, kept) for each in batch),
                    return_exceptions=True,
                )

    kept.graded.clear()
    rush = asyncio.create_task(learn_all())
    async with asyncio.timeout(300):
        await kept.graded.wait()
    await asyncio.sleep(cut_after)
    await asyncio.to_thread(platform.kill)
    await asyncio.gather(rush, return_exceptions=True)


async def test_no_acknowledged_attempt_submission_or_grade_is_lost(doomed: Platform) -> None:
    """Every process dies while people learn; after a restart every promise is kept."""
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    print(f"seed {seed}")  # noqa: T201 - who sees it fail wants to see it again
    (teacher,) = await make_learners(doomed, 1, role="instructor")
    kept = Promises()
    courses: list[str] = []
    for number in range(ROUNDS):
        fields = {
            **course_fields(f"Learning {number} {uuid.uuid4().hex[:6]}"),
            "content": {"modules": [{"title": "All", "lessons": LESSONS}]},
        }
        with doomed.client(headers=teacher.headers) as author:
            answer = author.post("/api/courses", json=fields)
        assert answer.status_code == 201, answer.text
        courses.append(answer.json()["id"])
        learners = await make_learners(doomed, LEARNERS_A_ROUND)
        await _learn_until_the_cut(
            doomed, courses[-1], learners, teacher, kept, moments.uniform(0.3, 2)
        )
        await asyncio.to_thread(doomed.start)

    with doomed.client(headers=teacher.headers) as author:
        attempts = {
            each["id"]: each
            for course in courses
            for each in pages(author, f"/api/courses/{course}/lessons/quiz/attempts", limit="100")
        }
        submissions = {
            each["id"]: each
            for course in courses
            for each in pages(author, "/api/submissions", course_id=course, limit="100")
        }
    assert kept.grades
    for id_, ended in kept.attempts.items():
        assert (attempts[id_]["score_percent"], attempts[id_]["is_passed"]) == (100, True)
        assert attempts[id_]["finished_at"] == ended["finished_at"]
    assert kept.submissions.keys() <= submissions.keys()
    assert {id_: submissions[id_]["grade"] for id_ in kept.grades} == kept.grades
    # One attempt is allowed: a learner who was cut off in the middle did not get a second one.
    takers = [each["user_id"] for each in attempts.values()]
    assert len(takers) == len(set(takers))

    grades = sum(each["grade"] is not None for each in submissions.values())

    def letters() -> Counter[str]:
        mails = [each for each in doomed.inbox() if "/lessons/task" in str(each["text"])]
        return Counter(str(each["to"]) for each in mails)

    # relay_outbox runs every minute; a lost event, or a dead letter, would never arrive.
    eventually(lambda: len(letters()) == grades, within_seconds=150, every=1)
    assert set(letters().values()) == {1}
    print(f"{len(kept.attempts)} attempts, {len(kept.grades)} grades")  # noqa: T201 - the figures
