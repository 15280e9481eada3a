"""Handing in an exercise."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from functions.create_submission.main import create_submission
from libs.lms_submissions.tests.school import ExerciseSchool, school_with_exercise
from lms_kernel import new_id
from lms_testing import CapturedEvents, client
from lms_testing.lessons import PEOPLE


@pytest.fixture
async def school(published: CapturedEvents) -> AsyncIterator[ExerciseSchool]:
    """Return a course with an exercise and everybody around it."""
    async with school_with_exercise() as school:
        published.clear()
        yield school


async def _hand_in(
    path: str, body: object, *, who: str = "learner", key: str | None = None
) -> httpx2.Response:
    headers = {"Idempotency-Key": key} if key else {}
    async with client(create_submission, as_=PEOPLE[who]) as http:
        return await http.post(f"{path}/submissions", json=body, headers=headers)


async def test_a_learner_hands_in_a_text(school: ExerciseSchool, published: CapturedEvents) -> None:
    """201 with the first version, where it is, and an event."""
    answer = await _hand_in(school.path, {"text": "My heap."})

    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["location"] == f"/api/submissions/{body['id']}"
    assert (body["version"], body["text"], body["grade"]) == (1, "My heap.", None)
    assert (body["lesson_title"], body["max_points"]) == ("Heap", 10)
    assert published.types() == ["org.learning.submission.created.v1"]


async def test_handing_in_again_is_the_next_version(school: ExerciseSchool) -> None:
    """And a repeat of the same request is none."""
    await _hand_in(school.path, {"text": "My heap."})
    second = await _hand_in(school.path, {"text": "Better."}, key="k")
    again = await _hand_in(school.path, {"text": "Better."}, key="k")

    assert (second.json()["version"], again.json()) == (2, second.json())


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": "x", "file_ids": [new_id()]}, "file_ids"),
        ({"file_ids": ["x"]}, "file_ids[0]"),
        ({"text": "x", "points": 10}, "points"),
    ],
)
async def test_what_is_not_asked_for_is_refused(
    school: ExerciseSchool, body: object, field: str
) -> None:
    """422 with the field; nothing is kept."""
    answer = await _hand_in(school.path, body)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert school.submissions.kept == {}


async def test_a_lesson_that_is_no_exercise_takes_nothing(school: ExerciseSchool) -> None:
    """409."""
    answer = await _hand_in(school.path.replace("heap", "worms"), {"text": "x"})

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/exercise-not-ready")


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 401), ("student", 403), ("left", 403), ("colleague", 403)],
)
async def test_an_exercise_is_for_those_who_are_enrolled(
    school: ExerciseSchool, who: str, status: int
) -> None:
    """Nobody else hands in."""
    assert (await _hand_in(school.path, {"text": "x"}, who=who)).status_code == status
