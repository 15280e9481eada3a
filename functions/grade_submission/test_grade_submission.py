"""Grading a submission."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from functions.grade_submission.main import grade_submission
from libs.lms_submissions.tests.school import ExerciseSchool, school_with_exercise
from lms_kernel import new_id
from lms_testing import CapturedEvents, client
from lms_testing.lessons import PEOPLE


@pytest.fixture
async def school(published: CapturedEvents) -> AsyncIterator[ExerciseSchool]:
    """Return a course with an exercise and everybody around it."""
    async with school_with_exercise() as school:
        yield school


@pytest.fixture
async def submission_id(school: ExerciseSchool, published: CapturedEvents) -> str:
    """Return what the learner handed in, long ago."""
    submission = await school.hand_in()
    published.clear()
    return submission.id


async def _grade(submission_id: str, body: object, *, who: str = "owner") -> httpx2.Response:
    async with client(grade_submission, as_=PEOPLE[who]) as http:
        return await http.put(f"/api/submissions/{submission_id}/grade", json=body)


@pytest.mark.parametrize("who", ["owner", "admin"])
async def test_those_in_charge_grade(
    submission_id: str, published: CapturedEvents, who: str
) -> None:
    """200 with the grade; its event names points, comment and who has to hear of it."""
    answer = await _grade(submission_id, {"points": 8, "comment": "Well done."}, who=who)

    assert answer.status_code == 200
    grade = answer.json()["grade"]
    assert (grade["points"], grade["comment"], grade["is_passed"]) == (8, "Well done.", True)
    (event,) = published
    assert event["type"] == "org.learning.submission.graded.v1"
    assert event["privileged"] == "true"


async def test_the_newest_grade_counts_and_the_same_is_none(
    submission_id: str, published: CapturedEvents
) -> None:
    """A correction is announced, a repeat is not."""
    for points in (8, 3):
        await _grade(submission_id, {"points": points})
    answer = await _grade(submission_id, {"points": 3})

    assert answer.json()["grade"]["points"] == 3
    assert len(published) == 2


@pytest.mark.parametrize("points", [-1, 11, 2.5, "8", None])
async def test_points_have_limits(submission_id: str, points: object) -> None:
    """422 for more than the exercise has, and for what are no points."""
    answer = await _grade(submission_id, {"points": points})

    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["field"] == "points"
    assert "1000" not in fault["message"]
    if points in {-1, 11}:
        assert fault["message"].endswith("from 0 to 10")


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 401), ("student", 403), ("learner", 403), ("left", 403), ("colleague", 404)],
)
async def test_nobody_else_grades(submission_id: str, who: str, status: int) -> None:
    """Least of all the learner."""
    assert (await _grade(submission_id, {"points": 10}, who=who)).status_code == status


async def test_a_teacher_elsewhere_does_not_grade_their_own(school: ExerciseSchool) -> None:
    """Who teaches other courses learns in this one like everybody: 404, though they may see it."""
    submission = await school.hand_in("colleague")

    assert (await _grade(submission.id, {"points": 10}, who="colleague")).status_code == 404


@pytest.mark.parametrize("who", ["owner", "admin"])
async def test_a_lesson_that_is_gone_can_be_graded(
    school: ExerciseSchool, submission_id: str, who: str
) -> None:
    """By the points that there were: it is in the list of what waits."""
    school.remove_lesson()

    graded = await _grade(submission_id, {"points": 10}, who=who)
    refused = await _grade(submission_id, {"points": 11}, who=who)

    assert (graded.status_code, graded.json()["grade"]["points"]) == (200, 10)
    assert refused.status_code == 422


async def test_there_is_no_such_submission(school: ExerciseSchool) -> None:
    """404."""
    assert (await _grade(new_id(), {"points": 1})).status_code == 404
