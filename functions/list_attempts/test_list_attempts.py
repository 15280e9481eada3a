"""Who took a quiz, with what result."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from functions.list_attempts.main import list_attempts
from libs.lms_quizzes.tests.contract import QUIZ
from libs.lms_quizzes.tests.school import QuizSchool, school_with_quiz
from lms_kernel import new_id, request_scope
from lms_quizzes import LessonPlace, Responses, Taker
from lms_testing import CapturedEvents, client
from lms_testing.lessons import PEOPLE


@pytest.fixture
async def school(published: CapturedEvents) -> AsyncIterator[QuizSchool]:
    """Return a course with a quiz that the learner took twice and somebody else once."""
    async with school_with_quiz() as school:
        for who in ("learner", "learner", "left"):
            person = PEOPLE[who]
            assert person
            place = LessonPlace(school.lessons.course.id, "check")
            async with request_scope():
                started = await school.quizzes.start(new_id(), QUIZ, at=place, by=Taker(person.id))
                await school.quizzes.save(started, Responses(responses=[], finished=True))
        yield school


async def _list(school: QuizSchool, *, who: str, **parameters: int | str) -> httpx2.Response:
    async with client(list_attempts, as_=PEOPLE[who]) as http:
        return await http.get(f"{school.path}/attempts", params=parameters)


async def test_a_learner_sees_their_own(school: QuizSchool) -> None:
    """Newest first, with results, and without questions."""
    answer = await _list(school, who="learner")

    assert answer.status_code == 200
    items = answer.json()["items"]
    assert [(each["number"], each["is_passed"], each["learner_name"]) for each in items] == [
        (2, False, None),
        (1, False, None),
    ]
    assert "quiz" not in items[0]


@pytest.mark.parametrize("who", ["owner", "admin"])
async def test_those_in_charge_see_everybodys(school: QuizSchool, who: str) -> None:
    """By name, page by page."""
    first = (await _list(school, who=who, limit=2)).json()
    rest = (await _list(school, who=who, limit=2, cursor=first["next_cursor"])).json()

    names = [each["learner_name"] for each in (*first["items"], *rest["items"])]
    assert names == ["left", "learner", "learner"]
    assert (first["total"], rest["next_cursor"]) == (3, None)


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 401), ("student", 403), ("left", 403), ("colleague", 403)],
)
async def test_others_see_none(school: QuizSchool, who: str, status: int) -> None:
    """Not even their own, once they have left the course."""
    assert (await _list(school, who=who)).status_code == status
