"""Saving responses, and ending an attempt."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from functions.finish_attempt.main import finish_attempt
from libs.lms_quizzes.tests.contract import RIGHT
from libs.lms_quizzes.tests.school import SECRETS, QuizSchool, school_with_quiz, sent
from lms_kernel import new_id
from lms_questions import Response
from lms_quizzes import LessonPlace, Taker
from lms_testing import CapturedEvents, client
from lms_testing.lessons import PEOPLE

WRONG = [Response(question_id="one", choices=["w"])]


@pytest.fixture
async def school(published: CapturedEvents) -> AsyncIterator[QuizSchool]:
    """Return a course with a quiz and everybody around it."""
    async with school_with_quiz() as school:
        published.clear()
        yield school


async def _start(school: QuizSchool, **rules: Any) -> str:
    learner = PEOPLE["learner"]
    assert learner
    school.edit(**rules)
    lesson = school.lessons.course.content.lessons()[-1]
    assert lesson.quiz
    place = LessonPlace(school.lessons.course.id, lesson.id)
    started = await school.quizzes.start(new_id(), lesson.quiz, at=place, by=Taker(learner.id))
    return started.id


async def _put(attempt: str, body: object, *, who: str = "learner") -> httpx2.Response:
    async with client(finish_attempt, as_=PEOPLE[who]) as http:
        return await http.put(f"/api/attempts/{attempt}", json=body)


async def test_an_attempt_is_marked(school: QuizSchool, published: CapturedEvents) -> None:
    """With points, score, review and, when it was passed, the solutions; one event says so."""
    attempt = await _start(school)

    answer = await _put(attempt, sent())

    assert answer.status_code == 200
    body = answer.json()
    assert (body["points"], body["score_percent"], body["is_passed"]) == (3, 100, True)
    assert [each["is_right"] for each in body["reviews"]] == [True, True]
    assert body["reviews"][1]["solution"]["value"] == 2.5
    assert published.types() == ["org.learning.attempt.finished.v1"]


async def test_a_repeat_is_the_same(school: QuizSchool, published: CapturedEvents) -> None:
    """The first responses count, and nothing is announced twice."""
    attempt = await _start(school)
    first = await _put(attempt, sent())

    again = await _put(attempt, sent([]))

    assert again.json() == first.json()
    assert len(published) == 1


async def test_a_failed_attempt_shows_no_solution_while_another_is_left(
    school: QuizSchool,
) -> None:
    """What was wrong, and the feedback of what was chosen; solutions after the last attempt."""
    attempt = await _start(school)
    failed = (await _put(attempt, sent(WRONG))).json()
    last = (await _put(await _start(school), sent(WRONG))).json()

    assert (failed["is_passed"], failed["score_percent"]) == (False, 0)
    review = failed["reviews"][0]
    assert (review["is_right"], review["solution"]) == (False, None)
    assert [each["feedback"] for each in review["feedback"]] == ["One too many."]
    assert last["reviews"][0]["solution"]["choices"] == [
        failed["quiz"]["questions"][0]["choices"][0]["id"]
    ]


async def test_a_draft_is_saved_and_tells_nothing(
    school: QuizSchool, published: CapturedEvents
) -> None:
    """It comes back as it was sent, and no answer with it."""
    attempt = await _start(school)
    draft = sent(RIGHT[:1], finished=False)

    answer = await _put(attempt, draft)

    assert answer.status_code == 200
    assert [each["choices"] for each in answer.json()["responses"]] == [
        draft["responses"][0]["choices"]
    ]
    for secret in SECRETS:
        assert secret not in answer.text
    assert len(published) == 0


async def test_a_late_response_is_refused(school: QuizSchool) -> None:
    """409, and the attempt has ended with what was saved."""
    attempt = await _start(school, minutes=1)
    await _put(attempt, sent(WRONG, finished=False))
    school.quizzes.pass_time(minutes=2)

    answer = await _put(attempt, sent())

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/attempt-over")
    assert school.quizzes.kept[attempt].points == 0


async def test_what_ended_cannot_be_changed(school: QuizSchool) -> None:
    """409 for a draft."""
    attempt = await _start(school)
    await _put(attempt, sent())

    answer = await _put(attempt, sent([], finished=False))

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/attempt-finished")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "responses"),
        ({"responses": [], "ended": True}, "ended"),
        ({"responses": [{"question_id": "one"}]}, "responses[0].question_id"),
        ({"responses": [{"question_id": "one", "number": "x"}]}, "responses[0].number"),
    ],
)  # fmt: skip
async def test_what_cannot_be_a_response_is_named(
    school: QuizSchool, body: object, field: str
) -> None:
    """422, and the attempt stays open."""
    attempt = await _start(school)

    answer = await _put(attempt, body)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert school.quizzes.kept[attempt].finished_at is None


@pytest.mark.parametrize("who", ["student", "left", "colleague", "owner", "admin"])
async def test_nobody_answers_for_somebody_else(school: QuizSchool, who: str) -> None:
    """404, whoever they are."""
    assert (await _put(await _start(school), sent(), who=who)).status_code == 404


async def test_whoever_left_the_course_does_not_go_on(school: QuizSchool) -> None:
    """403, and the attempt stays as it was."""
    attempt = await _start(school)
    school.lessons.seats.kept.clear()

    assert (await _put(attempt, sent())).status_code == 403
    assert school.quizzes.kept[attempt].finished_at is None
