"""Beginning to take a quiz."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import get_args

import httpx2
import pytest

from functions.start_attempt.main import start_attempt
from libs.lms_quizzes.tests.school import SECRETS, QuizSchool, school_with_quiz
from lms_courses import LessonKind
from lms_testing import client
from lms_testing.lessons import PEOPLE


@pytest.fixture
async def school() -> AsyncIterator[QuizSchool]:
    """Return a course with a quiz and everybody around it."""
    async with school_with_quiz() as school:
        yield school


async def _start(path: str, *, who: str = "learner", key: str | None = None) -> httpx2.Response:
    headers = {"Idempotency-Key": key} if key else {}
    async with client(start_attempt, as_=PEOPLE[who]) as http:
        return await http.post(f"{path}/attempts", headers=headers)


async def test_a_learner_gets_the_questions_and_no_answer(school: QuizSchool) -> None:
    """201 with what is asked, where the attempt is, and nothing that gives an answer away."""
    school.edit(minutes=20)
    answer = await _start(school.path)

    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["location"] == f"/api/attempts/{body['id']}"
    assert (body["number"], body["is_preview"], body["finished_at"]) == (1, False, None)
    assert [each["prompt"] for each in body["quiz"]["questions"]] == ["1 + 1?", "Half of 5?"]
    assert [each["text"] for each in body["quiz"]["questions"][0]["choices"]] == ["2", "3"]
    assert 1190 <= body["seconds_left"] <= 1200
    assert (body["responses"], body["reviews"]) == ([], None)
    for secret in SECRETS:
        assert secret not in answer.text


async def test_a_repeat_with_the_same_key_is_the_same_attempt(school: QuizSchool) -> None:
    """One press of the button is one attempt, even when the first response got lost."""
    first, again = await _start(school.path, key="k"), await _start(school.path, key="k")

    assert again.json() == first.json()
    assert len(school.quizzes.kept) == 1


@pytest.mark.parametrize("who", ["learner", "owner"])
async def test_a_repeat_says_what_time_is_left_now(school: QuizSchool, who: str) -> None:
    """Not how much there was: a countdown begins with it. Nothing begins again."""
    school.edit(minutes=5)
    first = await _start(school.path, who=who, key="k")
    school.quizzes.pass_time(minutes=2)

    again = await _start(school.path, who=who, key="k")

    assert again.status_code == first.status_code == 201
    assert (again.json()["id"], again.headers["location"]) == (
        first.json()["id"],
        first.headers["location"],
    )
    assert 290 <= first.json()["seconds_left"] <= 300
    assert 170 <= again.json()["seconds_left"] <= 180


async def test_an_open_attempt_is_named(school: QuizSchool) -> None:
    """409 with the id of the one to go on with."""
    first = await _start(school.path)
    answer = await _start(school.path)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/attempt-open")
    assert answer.json()["attempt_id"] == first.json()["id"]


async def test_attempts_come_to_an_end(school: QuizSchool) -> None:
    """409 when every attempt that the quiz allows is used up."""
    school.edit(attempts=1, minutes=1)
    await _start(school.path)
    school.quizzes.pass_time(minutes=2)

    answer = await _start(school.path)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/no-attempts-left")


@pytest.mark.parametrize("who", ["owner", "admin"])
async def test_authors_try_as_often_as_they_like(school: QuizSchool, who: str) -> None:
    """Their attempts are previews."""
    school.edit(attempts=1)

    answers = [await _start(school.path, who=who) for _ in range(3)]

    assert [each.status_code for each in answers] == [201] * 3
    assert answers[-1].json()["is_preview"] is True
    assert len(school.quizzes.kept) == 1


async def test_a_lesson_without_questions_cannot_be_taken(school: QuizSchool) -> None:
    """409 for a quiz that is not written yet, and for a lesson that is none."""
    school.edit(quiz=None)
    others = school.path.replace("check", "worms")

    for path in (school.path, others):
        answer = await _start(path)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/quiz-not-ready")


@pytest.mark.parametrize("kind", sorted(set(get_args(LessonKind)) - {"quiz"}))
async def test_questions_of_a_lesson_that_is_no_quiz_any_more_are_not_asked(
    school: QuizSchool, kind: LessonKind
) -> None:
    """An author who changes the kind leaves them behind."""
    school.edit(kind=kind)

    answer = await _start(school.path)

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/quiz-not-ready")
    assert school.quizzes.kept == {}


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 401), ("student", 403), ("left", 403), ("colleague", 403)],
)
async def test_a_quiz_is_for_those_who_are_enrolled(
    school: QuizSchool, who: str, status: int
) -> None:
    """Nobody else begins, not even in a preview that everybody may read."""
    for lesson in ("check", "open"):
        answer = await _start(school.path.replace("check", lesson), who=who)
        assert answer.status_code == status
    assert school.quizzes.kept == {}
