"""Looking at an attempt."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from functions.get_attempt.main import get_attempt
from libs.lms_quizzes.tests.contract import RIGHT
from libs.lms_quizzes.tests.school import SECRETS, QuizSchool, school_with_quiz, sent
from lms_kernel import convert, new_id, request_scope
from lms_quizzes import AttemptRecord, LessonPlace, Responses, Taker
from lms_testing import CapturedEvents, client
from lms_testing.lessons import PEOPLE


@pytest.fixture
async def school(published: CapturedEvents) -> AsyncIterator[QuizSchool]:
    """Return a course with a quiz and everybody around it."""
    async with school_with_quiz() as school:
        yield school


@pytest.fixture
async def attempt(school: QuizSchool) -> AttemptRecord:
    """Return an open attempt of the learner, with a draft in it."""
    learner, quiz = PEOPLE["learner"], school.lessons.course.content.lessons()[-1].quiz
    assert learner
    assert quiz
    started = await school.quizzes.start(
        new_id(),
        quiz,
        at=LessonPlace(school.lessons.course.id, "check"),
        by=Taker(learner.id),
    )
    draft = convert(sent(RIGHT[:1], finished=False), Responses)
    return await school.quizzes.save(started, draft)


async def _get(attempt_id: str, *, who: str = "learner") -> httpx2.Response:
    async with client(get_attempt, as_=PEOPLE[who]) as http:
        return await http.get(f"/api/attempts/{attempt_id}")


async def test_an_open_attempt_goes_on_after_a_reload(attempt: AttemptRecord) -> None:
    """With what was answered so far, the same ids and no answer."""
    answer = await _get(attempt.id)

    assert answer.status_code == 200
    body = answer.json()
    assert [each["choices"] for each in body["responses"]] == [
        [body["quiz"]["questions"][0]["choices"][0]["id"]]
    ]
    assert body["reviews"] is None
    for secret in SECRETS:
        assert secret not in answer.text
    assert answer.headers["cache-control"].startswith("private")


@pytest.mark.parametrize("who", ["learner", "owner", "admin"])
async def test_an_ended_attempt_is_reviewed(
    school: QuizSchool, attempt: AttemptRecord, who: str
) -> None:
    """By the learner who took it, and by those in charge of the course."""
    async with request_scope():
        await school.quizzes.save(attempt, convert(sent(), Responses))

    body = (await _get(attempt.id, who=who)).json()

    assert (body["score_percent"], len(body["reviews"])) == (100, 2)


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 401), ("student", 403), ("left", 403), ("colleague", 403)],
)
async def test_an_attempt_is_not_for_others(attempt: AttemptRecord, who: str, status: int) -> None:
    """A person who is not in the course does not learn what is asked in it."""
    assert (await _get(attempt.id, who=who)).status_code == status


async def test_an_attempt_is_not_for_others_in_the_course(
    school: QuizSchool, attempt: AttemptRecord
) -> None:
    """404 as for an attempt that there is not."""
    student = PEOPLE["student"]
    assert student
    school.lessons.seats.add_person(student.id)
    async with request_scope():
        await school.lessons.seats.claim(new_id(), course_id=attempt.course_id, user_id=student.id)

    foreign, missing = await _get(attempt.id, who="student"), await _get(new_id(), who="student")

    assert foreign.status_code == missing.status_code == 404
    assert foreign.json() == missing.json()
