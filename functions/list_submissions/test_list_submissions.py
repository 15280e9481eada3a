"""One's own submissions, and those of one's courses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from functions.list_submissions.main import list_submissions
from libs.lms_submissions.tests.school import ExerciseSchool, school_with_exercise
from lms_testing import CapturedEvents, client
from lms_testing.lessons import PEOPLE


@pytest.fixture
async def school(published: CapturedEvents) -> AsyncIterator[ExerciseSchool]:
    """Return a course in which two people handed something in."""
    async with school_with_exercise() as school:
        for who in ("learner", "left"):
            await school.hand_in(who)
        yield school


async def _list(who: str, **parameters: Any) -> httpx2.Response:
    async with client(list_submissions, as_=PEOPLE[who]) as http:
        return await http.get("/api/submissions", params=parameters)


def _names(answer: httpx2.Response) -> list[str | None]:
    return [each["learner_name"] for each in answer.json()["items"]]


async def test_without_a_filter_it_is_ones_own(school: ExerciseSchool) -> None:
    """Without a name: it is one's own."""
    answer = await _list("learner")

    assert answer.status_code == 200
    assert (_names(answer), answer.json()["total"]) == ([None], 1)


@pytest.mark.parametrize(
    ("who", "count"), [("owner", 2), ("admin", 2), ("learner", 1), ("student", 0)]
)
async def test_a_course_shows_what_one_may_see(
    school: ExerciseSchool, who: str, count: int
) -> None:
    """Everybody's for those in charge, one's own for a learner, nothing for strangers to it."""
    answer = await _list(who, course_id=school.lessons.course.id, lesson_id="heap")

    assert answer.json()["total"] == count
    if count == 2:
        assert _names(answer) == ["left", "learner"]


@pytest.mark.parametrize(
    ("who", "whose", "count"),
    [("admin", "left", 1), ("owner", "left", 1), ("learner", "left", 0), ("learner", "learner", 1)],
)
async def test_a_person_can_be_asked_for_without_a_course(
    school: ExerciseSchool, who: str, whose: str, count: int
) -> None:
    """Theirs alone, and of those what the caller may see."""
    person = PEOPLE[whose]
    assert person is not None

    answer = await _list(who, user_id=person.id)

    assert [each["user_id"] for each in answer.json()["items"]] == [person.id] * count


async def test_what_waits_for_a_grade_is_found(school: ExerciseSchool) -> None:
    """And what has one."""
    course = school.lessons.course.id

    assert (await _list("owner", course_id=course, state="open")).json()["total"] == 2
    assert (await _list("owner", course_id=course, state="graded")).json()["total"] == 0


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"state": "lost"}, "state"),
        ({"course_id": "x"}, "course_id"),
        ({"lesson_id": "ü"}, "lesson_id"),
    ],
)
async def test_a_question_that_cannot_be_read_names_its_fault(
    school: ExerciseSchool, parameters: dict[str, Any], field: str
) -> None:
    """422 naming the parameter."""
    answer = await _list("owner", **parameters)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
