"""How a quiz works out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from functions.get_quiz_statistics.main import get_quiz_statistics
from libs.lms_quizzes.tests.contract import QUIZ
from libs.lms_quizzes.tests.school import QuizSchool, school_with_quiz, sent
from lms_kernel import convert, new_id, request_scope
from lms_questions import NumberQuestion, Response
from lms_quizzes import LessonPlace, Responses, Taker
from lms_testing import CapturedEvents, client
from lms_testing.lessons import PEOPLE


@pytest.fixture
async def school(published: CapturedEvents) -> AsyncIterator[QuizSchool]:
    """Return a course with a quiz that two people took."""
    async with school_with_quiz() as school:
        place = LessonPlace(school.lessons.course.id, "check")
        for choice in ("r", "w"):
            body = sent([Response(question_id="one", choices=[choice])])
            async with request_scope():
                started = await school.quizzes.start(new_id(), QUIZ, at=place, by=Taker(new_id()))
                await school.quizzes.save(started, convert(body, Responses))
        yield school


async def _get(school: QuizSchool, *, who: str = "owner") -> httpx2.Response:
    async with client(get_quiz_statistics, as_=PEOPLE[who]) as http:
        return await http.get(f"{school.path}/statistics")


async def test_an_author_sees_what_was_right_and_what_was_taken(school: QuizSchool) -> None:
    """For each question of today's quiz, with its choices."""
    answer = await _get(school)

    assert answer.status_code == 200
    body = answer.json()
    assert (body["attempts"], body["passed"], body["mean_percent"]) == (2, 0, 16.5)
    one, half = body["questions"]
    assert (one["attempts"], one["right"]) == (2, 1)
    assert [(each["text"], each["taken"]) for each in one["choices"]] == [("2", 1), ("3", 1)]
    assert (half["kind"], half["attempts"], half["right"], half["choices"]) == ("number", 2, 0, [])


async def test_a_question_that_nobody_was_asked_has_no_numbers(school: QuizSchool) -> None:
    """A new one begins at nothing; one that was removed is not shown."""
    school.edit(questions=[NumberQuestion(id="new", prompt="?", value=1)])

    (question,) = (await _get(school)).json()["questions"]

    assert (question["question_id"], question["attempts"], question["right"]) == ("new", 0, 0)


async def test_an_admin_sees_them_too(school: QuizSchool) -> None:
    """As in every course."""
    assert (await _get(school, who="admin")).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 401), ("student", 403), ("learner", 403), ("colleague", 403)],
)
async def test_statistics_are_for_the_author(school: QuizSchool, who: str, status: int) -> None:
    """They have the answers in them."""
    assert (await _get(school, who=who)).status_code == status


async def test_a_quiz_without_questions_has_no_statistics(school: QuizSchool) -> None:
    """409."""
    school.edit(quiz=None)

    assert (await _get(school)).json()["type"] == "/problems/quiz-not-ready"
